import { once } from "node:events"
import { createServer, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { BodyTooLargeError, readBytes } from "./read-text"

const LIMIT_IN_BYTES = 10

describe("readBytes", () => {
  let server: Server
  let reading: Promise<string>
  let isArrived: () => void
  let arrived: Promise<void>

  beforeEach(async () => {
    arrived = new Promise((resolve) => (isArrived = resolve))
    server = createServer((req, res) => {
      reading = readBytes(req, LIMIT_IN_BYTES).then(String)
      // Either way it is answered; what came of it, the specs themselves look at.
      const answer = () => res.end()
      reading.then(answer, answer)
      isArrived()
    })
    await once(server.listen(0, "127.0.0.1"), "listening")
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const sending = () => request({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", method: "POST", agent: false }).on("error", () => undefined)

  it("gives the whole body, and has nothing to say when the connection is closed after it", async () => {
    const client = sending()
    client.write("Abc")
    client.end("dé")
    await once(client, "close")
    expect(await reading).toBe("Abcdé")
  })

  it("takes in as much as the limit, and not a byte more", async () => {
    for (const [body, verdict] of [["0123456789", "0123456789"], ["0123456789A", BodyTooLargeError]] as const) {
      const client = sending()
      client.end(body)
      await once(client, "close")
      expect(await reading.catch((error: Error) => error.constructor)).toBe(verdict)
    }
  })

  it("throws when the connection breaks off in the middle of a body", async () => {
    const client = sending()
    client.setHeader("Content-Length", 8)
    client.write("0123")
    await arrived
    client.destroy()
    await expect(reading).rejects.toThrow()
  })
})
