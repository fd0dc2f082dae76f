import type { IncomingMessage } from "node:http"
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib"
import { AlmaraError } from "../../core/errors"
import { BodyTooLargeError, dropRest, readBytes } from "./read-bytes"

type Unpack = typeof gunzipSync

const UNPACK: Partial<Record<string, Unpack>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/** For `Accept-Encoding`. */
export const UNDERSTOOD_ENCODINGS = "gzip, deflate, br"

/** A body that is packed in a way that is not understood. */
export class UnknownEncodingError extends Error {}

/** A request whose body a store's own parser may have read before. */
type Request = IncomingMessage & { rawBody?: unknown; body?: unknown }

/**
 * A request's body as text, unpacked, up to a number of bytes and within some milliseconds: as it came where Medusa kept
 * that, else what a parser of the store's own made of it, else from the connection.
 *
 * @throws BodyTooLargeError, BodyTooSlowError, UnknownEncodingError, and AlmaraError `unreadable` for what is not packed as it says
 */
export async function bodyOf(request: Request, limitInBytes: number, withinMilliseconds: number): Promise<string> {
  const { rawBody, body } = request
  if (Buffer.isBuffer(rawBody)) return bounded(rawBody, limitInBytes)
  if (request.readableEnded) return bounded(textOfParsed(body), limitInBytes)
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() || "identity"
  if (encoding !== "identity" && !UNPACK[encoding]) {
    dropRest(request)
    throw new UnknownEncodingError(`The content encoding is none of ${UNDERSTOOD_ENCODINGS}.`)
  }
  const bytes = await readBytes(request, limitInBytes, withinMilliseconds)
  return (UNPACK[encoding] ? unpacked(bytes, UNPACK[encoding], limitInBytes) : bytes).toString("utf8")
}

function textOfParsed(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === "string" ? body : (JSON.stringify(body) ?? ""))
}

function bounded(bytes: Buffer, limitInBytes: number): string {
  if (bytes.length > limitInBytes) throw new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`)
  return bytes.toString("utf8")
}

function unpacked(bytes: Buffer, unpack: Unpack, limitInBytes: number): Buffer {
  try {
    return unpack(bytes, { maxOutputLength: limitInBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new BodyTooLargeError(`The body is larger than ${limitInBytes} bytes.`)
    throw new AlmaraError({ kind: "unreadable", message: "The body is not packed as its content encoding says." })
  }
}
