import type { IncomingMessage } from "node:http"
import { promisify } from "node:util"
import { gunzip, inflate } from "node:zlib"
import { AlmaraError } from "../../core/errors"

type Unpack = (bytes: Buffer, limits: { maxOutputLength: number }) => Promise<Buffer>

/**
 * In another thread: 64 KiB may take longer than everybody else can wait. `br` is none of them: it may take a tenth of
 * a second.
 */
const UNPACK = new Map<string, Unpack>([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["deflate", promisify(inflate)],
])

/** For `Accept-Encoding`. */
export const UNDERSTOOD_ENCODINGS = "gzip, deflate"

/** A body that is packed in a way that is not understood. */
export class UnknownEncodingError extends Error {}

/** A request whose body a store's own parser may have read before. */
type Request = IncomingMessage & { rawBody?: unknown; body?: unknown }

/**
 * Returns a request's body as text, unpacked, up to a number of bytes and within some milliseconds: as it came where
 * Medusa kept that, else what a parser of the store's own made of it, else from the connection.
 *
 * @throws BodyTooLargeError, BodyTooSlowError, UnknownEncodingError, and AlmaraError `unreadable` for what is not
 * packed as it says, breaks off, or was parsed and is too deep to be written again
 */
export async function bodyOf(request: Request, limitInBytes: number, withinMilliseconds: number): Promise<string> {
  const { rawBody, body } = request
  if (Buffer.isBuffer(rawBody)) return bounded(rawBody, limitInBytes)
  if (request.readableEnded) return bounded(textOfParsed(body), limitInBytes)
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() || "identity"
  const unpack = UNPACK.get(encoding)
  if (encoding !== "identity" && !unpack) {
    dropRest(request)
    throw new UnknownEncodingError(`The content encoding is none of ${UNDERSTOOD_ENCODINGS}.`)
  }
  const bytes = await readBytes(request, limitInBytes, withinMilliseconds)
  return (unpack ? await unpacked(bytes, unpack, limitInBytes) : bytes).toString("utf8")
}

function textOfParsed(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  try {
    return Buffer.from(typeof body === "string" ? body : (JSON.stringify(body) ?? ""))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new AlmaraError({ kind: "unreadable", message: "The body is nested too deep." })
  }
}

function bounded(bytes: Buffer, limitInBytes: number): string {
  if (bytes.length > limitInBytes) throw new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`)
  return bytes.toString("utf8")
}

async function unpacked(bytes: Buffer, unpack: Unpack, limitInBytes: number): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: limitInBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`)
    throw new AlmaraError({ kind: "unreadable", message: "The body is not packed as its content encoding says." })
  }
}

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
