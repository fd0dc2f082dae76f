import type { IncomingMessage } from "node:http"

/** A body that is larger than allowed. The rest of it is read and thrown away, so that the sender gets its answer. */
export class BodyTooLargeError extends Error {}

/** Reads a request's body as text, up to a number of bytes. Throws BodyTooLargeError beyond that. */
export async function readText(request: IncomingMessage, limitInBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limitInBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > limitInBytes) throw new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`)
  return Buffer.concat(chunks).toString("utf8")
}
