import { connect, createServer, type Socket } from "node:net"

/** A TCP line to another address that can be cut and mended, as a database that goes down and comes back. */
export interface BreakableLine {
  port: number
  cut(): Promise<void>
  mend(): Promise<void>
  /** From now on nothing comes through any more on the connections that are open, and neither end is told. */
  swallow(): void
}

/** Opens a line to a port on this machine. */
export async function openLine(targetPort: number): Promise<BreakableLine> {
  const sockets = new Set<Socket>()
  const pairs = new Set<[Socket, Socket]>()
  const server = createServer((incoming) => {
    const outgoing = connect(targetPort, "127.0.0.1")
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one)
      // A cut line breaks both ends at once; that is what it is for.
      one.on("error", () => other.destroy())
      one.on("close", () => sockets.delete(one))
    }
    incoming.pipe(outgoing).pipe(incoming)
    pairs.add([incoming, outgoing])
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve))
  await listen(0)
  const address = server.address()
  const port = typeof address === "object" && address ? address.port : 0
  return {
    port,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
    mend: () => listen(port),
    swallow: () => {
      for (const [incoming, outgoing] of pairs) {
        incoming.unpipe(outgoing).resume()
        outgoing.unpipe(incoming).resume()
      }
    },
  }
}
