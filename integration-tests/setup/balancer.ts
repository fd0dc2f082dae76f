import { connect, createServer, type Socket } from "node:net"

/** A load balancer as small as can be: each connection goes to the next address that takes it. */
export interface Balancer {
  url: string
  /** The ports behind it, in turn. */
  behind: number[]
  /** How many connections each port has taken. */
  taken: Map<number, number>
  stop(): Promise<void>
}

/** Starts a balancer with nothing behind it yet. */
export async function startBalancer(): Promise<Balancer> {
  const behind: number[] = []
  const taken = new Map<number, number>()
  const sockets = new Set<Socket>()
  let turn = 0

  function forward(incoming: Socket, tries: number): void {
    const port = behind[turn++ % behind.length]
    if (port === undefined || tries === 0) return void incoming.destroy()
    const outgoing = connect(port, "127.0.0.1")
    sockets.add(outgoing)
    const refused = () => forward(incoming, tries - 1)
    outgoing.once("error", refused)
    outgoing.once("close", () => sockets.delete(outgoing))
    outgoing.once("connect", () => {
      outgoing.off("error", refused)
      // A server that dies takes its connections along; the caller has to call again.
      outgoing.once("error", () => incoming.destroy())
      taken.set(port, (taken.get(port) ?? 0) + 1)
      incoming.pipe(outgoing).pipe(incoming)
    })
    incoming.once("close", () => outgoing.destroy())
  }

  const server = createServer((incoming) => {
    sockets.add(incoming)
    incoming.on("error", () => incoming.destroy())
    incoming.once("close", () => sockets.delete(incoming))
    forward(incoming, behind.length)
  })
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    behind,
    taken,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
