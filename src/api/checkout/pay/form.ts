import type { IncomingMessage } from "node:http"
import { parseBody } from "../../../core/callback/parse-body"
import { isAlmaraError } from "../../../core/errors"
import { bodyOf, BodyTooLargeError, BodyTooSlowError, UnknownEncodingError } from "../body-of"

const LIMIT_IN_BYTES = 2048
const WITHIN_MILLISECONDS = 10_000

/** What the button of the page has sent, as far as it is known. */
export interface PayForm {
  amount?: unknown
  currency_code?: unknown
}

/**
 * Returns what the button has sent. A body that cannot be read says nothing, as one without these fields: Medusa's own
 * parser would answer it with a page of its own, also where the link is none.
 */
export async function formOf(request: IncomingMessage): Promise<PayForm> {
  try {
    return parseBody(await bodyOf(request, LIMIT_IN_BYTES, WITHIN_MILLISECONDS))
  } catch (error) {
    if (isUnreadable(error)) return {}
    throw error
  }
}

function isUnreadable(error: unknown): boolean {
  return (
    isAlmaraError(error) ||
    [BodyTooLargeError, BodyTooSlowError, UnknownEncodingError].some((kind) => error instanceof kind)
  )
}
