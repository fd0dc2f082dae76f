import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What stands between the world and two stores: it takes turns, and asks the other store when one does not answer the door. */
export interface Balancer {
  url: string
  /** Connections that were lost because a store died while it was answering. */
  lost(): number
  stop(): Promise<void>
}

/** Starts it on a free port, before the stores know their addresses; `targets` gives their ports at each request. */
export async function startBalancer(targets: () => number[]): Promise<Balancer> {
  let turn = 0
  let lost = 0
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      const ports = targets()
      turn += 1
      const order = ports.map((_, index) => ports[(index + turn) % ports.length] as number)
      pass(order, incoming, Buffer.concat(chunks), outgoing, () => (lost += 1))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    stop: () => close(server),
  }
}

function pass(
  [port, ...others]: number[],
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  onLost: () => void,
): void {
  if (port === undefined) {
    outgoing
      .writeHead(502, { "content-type": "application/json" })
      .end(JSON.stringify({ message: "No store answers." }))
    return
  }
  let isConnected = false
  const asked = request(
    {
      host: "127.0.0.1",
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, connection: "close" },
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on("error", () => outgoing.destroy())
      answer.pipe(outgoing)
    },
  )
  asked.on("socket", (socket) => socket.once("connect", () => (isConnected = true)))
  asked.on("error", () => {
    // Nobody listens there: nothing was done, and the other store may be asked. Once it was handed over, nobody knows what was done.
    if (!isConnected) return pass(others, incoming, body, outgoing, onLost)
    onLost()
    outgoing.destroy()
  })
  outgoing.on("close", () => asked.destroy())
  asked.end(body)
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
