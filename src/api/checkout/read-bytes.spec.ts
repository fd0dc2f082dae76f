import { once } from "node:events"
import { Agent, createServer, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { BodyTooLargeError, BodyTooSlowError, readBytes } from "./read-bytes"

const LIMIT_IN_BYTES = 10
const WITHIN_MILLISECONDS = 300
/** What no sender may be able to send: the door reads a little of what it has refused, and no more. */
const FAR_TOO_MUCH_IN_BYTES = 64 * 1024 * 1024

describe("readBytes", () => {
  let server: Server
  let reading: Promise<string>
  let isArrived: () => void
  let arrived: Promise<void>

  beforeEach(async () => {
    arrived = new Promise((resolve) => (isArrived = resolve))
    server = createServer((req, res) => {
      reading = readBytes(req, LIMIT_IN_BYTES, WITHIN_MILLISECONDS).then(String)
      // Either way it is answered; what came of it, the specs themselves look at.
      const answer = () => res.end()
      reading.then(answer, answer)
      isArrived()
    })
    await once(server.listen(0, "127.0.0.1"), "listening")
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const sending = () =>
    request({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", method: "POST", agent: false }).on(
      "error",
      () => undefined,
    )

  it("gives the whole body, and has nothing to say when the connection is closed after it", async () => {
    const client = sending()
    client.write("Abc")
    client.end("dé")
    await once(client, "close")
    expect(await reading).toBe("Abcdé")
  })

  it("takes in as much as the limit, and not a byte more", async () => {
    for (const [body, verdict] of [
      ["0123456789", "0123456789"],
      ["0123456789A", BodyTooLargeError],
    ] as const) {
      const client = sending()
      client.end(body)
      await once(client, "close")
      expect(await reading.catch((error: Error) => error.constructor)).toBe(verdict)
    }
  })

  it.each<[string, Record<string, string>]>([
    ["a length that is too much, before a byte of it has come", { "content-length": String(10 * 1024 ** 3) }],
    ["an endless body, as soon as it is too much", { "transfer-encoding": "chunked" }],
  ])("refuses %s, and reads little more of it", async (_, headers) => {
    const client = request({
      port: (server.address() as AddressInfo).port,
      host: "127.0.0.1",
      method: "POST",
      agent: new Agent({ keepAlive: true }),
      headers,
    }).on("error", () => undefined)
    let sent = 0
    const flood = () => {
      while (sent < FAR_TOO_MUCH_IN_BYTES) {
        sent += 65_536
        if (!client.write(Buffer.alloc(65_536))) return void client.once("drain", flood)
      }
    }
    const closed = new Promise<void>((resolve) => client.once("close", resolve))
    // Who goes on sending may lose the answer when the connection is ended.
    const answered = Promise.race([closed, new Promise((resolve) => client.once("response", resolve))])
    if (headers["content-length"]) client.flushHeaders()
    else flood()
    await answered
    await expect(reading).rejects.toThrow(BodyTooLargeError)
    flood()
    await closed
    expect(sent).toBeLessThan(FAR_TOO_MUCH_IN_BYTES)
  })

  it("gives up on a body that trickles", async () => {
    const client = sending()
    client.setHeader("Content-Length", 8)
    const trickle = setInterval(() => client.write("0"), WITHIN_MILLISECONDS / 5)
    await arrived
    await expect(reading).rejects.toThrow(BodyTooSlowError)
    clearInterval(trickle)
    client.destroy()
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
