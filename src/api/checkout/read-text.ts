import type { IncomingMessage } from "node:http"

/** A body that is larger than allowed. The rest of it is read and thrown away, so that the sender gets its answer. */
export class BodyTooLargeError extends Error {}

/** Reads a request's body, up to a number of bytes. Throws BodyTooLargeError beyond that, and when the connection ends too early. */
export function readBytes(request: IncomingMessage, limitInBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    let isRead = false
    // By its events: an iterator over each request shows in the door's profile.
    request.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size <= limitInBytes) chunks.push(chunk)
      else chunks.length = 0
    })
    request.on("end", () => {
      isRead = true
      if (size > limitInBytes) reject(new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`))
      else resolve(Buffer.concat(chunks))
    })
    request.on("error", reject)
    const endEarly = () => {
      // Each request closes in the end; only for one that broke off is an error worth its making.
      if (!isRead) reject(new Error("The connection was closed before the whole body had come."))
    }
    request.on("close", endEarly)
    if (request.destroyed) endEarly()
  })
}
