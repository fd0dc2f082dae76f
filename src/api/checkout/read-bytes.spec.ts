import { once } from "node:events"
import { createServer, request, type Server } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { BodyTooLargeError, BodyTooSlowError, readBytes } from "./body-of"

const LIMIT_IN_BYTES = 10
const WITHIN_MILLISECONDS = 300
/** What no sender may be able to send: the endpoint reads a little of what it has refused, and no more. */
const FAR_TOO_MUCH_IN_BYTES = 64 * 1024 * 1024
const FAR_TOO_MANY_PIECES = 400

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
    for (const [body, result] of [
      ["0123456789", "0123456789"],
      ["0123456789A", BodyTooLargeError],
    ] as const) {
      const client = sending()
      client.end(body)
      await once(client, "close")
      expect(await reading.catch((error: Error) => error.constructor)).toBe(result)
    }
  })

  it.each([
    ["a length that is too much, before a byte of it has come", "Content-Length: 10737418240", ""],
    ["an endless body, as soon as it is too much", "Transfer-Encoding: chunked", "10000\r\n"],
  ])("refuses %s, and reads little more of it from who goes on sending", async (_, header, chunkBegins) => {
    // Not a client of Node's, which stops by itself when it is answered.
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => undefined)
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()))
    client.resume().write(`POST / HTTP/1.1\r\nHost: shop\r\n${header}\r\n\r\n`)
    const piece = `${chunkBegins}${"x".repeat(65_536)}${chunkBegins && "\r\n"}`
    let sent = 0
    const flood = () => {
      while (sent < FAR_TOO_MUCH_IN_BYTES) {
        sent += piece.length
        if (!client.write(piece)) return void client.once("drain", flood)
      }
    }
    if (chunkBegins) flood()
    await arrived
    await expect(reading).rejects.toThrow(BodyTooLargeError)
    if (!chunkBegins) flood()
    await closed
    expect(sent).toBeLessThan(FAR_TOO_MUCH_IN_BYTES)
  })

  it("ends the connection of who goes on trickling", async () => {
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => undefined)
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()))
    client.resume().write("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 10737418240\r\n\r\n")
    await arrived
    await expect(reading).rejects.toThrow(BodyTooLargeError)
    let pieces = 0
    const trickle = setInterval(() => ((pieces += 1) < FAR_TOO_MANY_PIECES ? client.write("x") : client.destroy()), 50)
    await closed
    clearInterval(trickle)
    expect(pieces).toBeLessThan(FAR_TOO_MANY_PIECES)
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

  it("does not understand a body whose connection breaks off in its middle", async () => {
    const client = sending()
    client.setHeader("Content-Length", 8)
    client.write("0123")
    await arrived
    client.destroy()
    await expect(reading).rejects.toMatchObject({ kind: "unreadable" })
  })
})
