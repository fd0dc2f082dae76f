import type { IncomingMessage } from "node:http"
import { AlmaraError } from "../../core/errors"

/** A body that is larger than allowed. */
export class BodyTooLargeError extends Error {}

/** A body that did not come within its time. */
export class BodyTooSlowError extends Error {}

/** What of a refused body is still read and thrown away, so that an honest sender gets its answer. */
const REST_IN_BYTES = 1024 * 1024
const REST_IN_MILLISECONDS = 2_000

/** Drops what is still to come of a body that nobody wants: a little, for a moment; then the connection is ended. */
export function dropRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  let size = 0
  request.on("data", (chunk: Buffer) => {
    size += chunk.length
    // The sender has to wait then, for an answer that it can still read.
    if (size > REST_IN_BYTES) request.pause()
  })
  const timer = setTimeout(() => request.destroy(), REST_IN_MILLISECONDS).unref()
  request.once("close", () => clearTimeout(timer))
}

/**
 * Reads a request's body, up to a number of bytes and within some milliseconds. What is still to come is dropped then.
 * @throws BodyTooLargeError as soon as it is known to be more, BodyTooSlowError, and AlmaraError `unreadable` when the
 * connection ends too early.
 */
export function readBytes(request: IncomingMessage, limitInBytes: number, withinMilliseconds: number): Promise<Buffer> {
  return new Promise((resolve, fail) => {
    const chunks: Buffer[] = []
    let size = 0
    let isRead = false
    const reject = (error: Error) => {
      if (isRead) return
      isRead = true
      clearTimeout(timer)
      chunks.length = 0
      dropRest(request)
      fail(error)
    }
    const tooLarge = () => reject(new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`))
    const timer = setTimeout(
      () => reject(new BodyTooSlowError(`The body did not come within ${withinMilliseconds / 1000} seconds.`)),
      withinMilliseconds,
    )
    if (Number(request.headers["content-length"]) > limitInBytes) return tooLarge()
    // By its events: an iterator over each request shows in the endpoint's profile.
    request.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size > limitInBytes) tooLarge()
      else if (!isRead) chunks.push(chunk)
    })
    request.on("end", () => {
      if (isRead) return
      isRead = true
      clearTimeout(timer)
      resolve(Buffer.concat(chunks))
    })
    const endEarly = () => {
      // Each request closes in the end; only for one that broke off is an error worth its making.
      if (!isRead)
        reject(
          new AlmaraError({ kind: "unreadable", message: "The connection was closed before the whole body had come." }),
        )
    }
    request.on("error", endEarly)
    request.on("close", endEarly)
    if (request.destroyed) endEarly()
  })
}
