import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { bodyOf, UnknownEncodingError } from "./body-of"

const LIMIT_IN_BYTES = 64 * 1024
const WITHIN_MILLISECONDS = 10_000
const MANY_TURNS = 1_000

const coming = (bytes: Buffer, encoding: string) =>
  Object.assign(Readable.from([bytes]), { headers: { "content-encoding": encoding } }) as unknown as IncomingMessage
const read = (request: IncomingMessage) => bodyOf(request, LIMIT_IN_BYTES, WITHIN_MILLISECONDS)

describe("bodyOf", () => {
  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ])("unpacks %s in another thread: a body that takes long to unpack holds up nobody", async (encoding, pack) => {
    const request = coming(pack("{}"), encoding)
    let isRead = false
    let turns = 0
    // As long as these follow one another, nothing that another thread has done is heard of.
    const turn = () => {
      if (isRead || turns === MANY_TURNS) return
      turns += 1
      queueMicrotask(turn)
    }
    request.once("end", turn)
    const body = await read(request).finally(() => (isRead = true))
    expect([body, turns]).toEqual(["{}", MANY_TURNS])
  })

  it.each(["br", "zstd", "constructor", "__proto__"])(
    "does not know the encoding %s: 64 KiB of br may take a tenth of a second to unpack",
    async (encoding) => {
      await expect(read(coming(brotliCompressSync("{}"), encoding))).rejects.toThrow(UnknownEncodingError)
    },
  )

  it("does not understand what a parser has read, and what is too deep to be written again", async () => {
    const body = JSON.parse(`{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`) as unknown
    const parsed = { readableEnded: true, headers: {}, body } as unknown as IncomingMessage
    await expect(read(parsed)).rejects.toMatchObject({ kind: "unreadable" })
  })
})
