import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../../core/errors"
import { readAddress } from "../../../core/callback/signed-address"
import { idAttributes, inSpan, rememberTrace } from "../../../telemetry/spans"
import { logSummed, reasonOf } from "../../../telemetry/log"
import { startCallbackWorkers } from "../../../use-cases/callbacks/process-callbacks"
import { receiveCallback, type ReceivedRequest } from "../../../use-cases/callbacks/receive-callback"
import { bodyOf, BodyTooLargeError, BodyTooSlowError, UnknownEncodingError, UNDERSTOOD_ENCODINGS } from "../body-of"
import { queryOf } from "../../addresses"

const LIMIT_IN_BYTES = 64 * 1024
const RETRY_AFTER_IN_SECONDS = 30
const BODY_WITHIN_MILLISECONDS = 10_000
/** A database that is down lets its callers wait for a minute; Almara is not to wait that long. */
const COMMIT_WITHIN_MILLISECONDS = 5_000
const ACKNOWLEDGED = {
  headers: { "Content-Type": "application/json; charset=utf-8", "Content-Length": "2" },
  body: "{}",
}

/** Almara's callback. 200 means that it is committed; everything else tells Almara, or a stranger, what was wrong. */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  // As the address says, which anybody can write: it is logged only when it has the form of ours.
  const query = queryOf(req)
  const namedIds = { merchant_request_id: readAddress(query)?.claim?.merchantRequestId }
  try {
    const body = await bodyOf(req, LIMIT_IN_BYTES, BODY_WITHIN_MILLISECONDS)
    const receiving = receiveInSpan(req.scope, {
      body,
      contentType: req.headers["content-type"],
      query,
    })
    const callback = await withTimeout(COMMIT_WITHIN_MILLISECONDS, receiving, "The database did not answer in time.")
    // Written by hand: Express would make a checksum of these two bytes, for a cache that no callback has.
    res.writeHead(200, ACKNOWLEDGED.headers).end(ACKNOWLEDGED.body)
    if (callback.state === "waiting") startCallbackWorkers(req.scope)
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    if (error instanceof BodyTooLargeError) {
      res.status(413).json({ message: error.message })
    } else if (error instanceof BodyTooSlowError) {
      res.setHeader("Connection", "close")
      res.status(408).json({ message: error.message })
    } else if (error instanceof UnknownEncodingError) {
      res.setHeader("Accept-Encoding", UNDERSTOOD_ENCODINGS)
      res.status(415).json({ message: error.message })
    } else if (isAlmaraError(error) && error.kind === "signature") {
      logSummed(logger, "callback.refused", `a callback was refused: ${error.message}`, namedIds)
      res.status(401).json({ message: error.message })
    } else if (isAlmaraError(error)) {
      logSummed(logger, "callback.unreadable", `a callback was not understood: ${error.message}`, namedIds)
      res.status(400).json({ message: error.message })
    } else {
      logSummed(logger, "callback.not_stored", `a callback could not be written down: ${reasonOf(error)}`, namedIds)
      res.setHeader("Retry-After", String(RETRY_AFTER_IN_SECONDS))
      res.status(503).json({ message: "The callback could not be stored. Please send it again." })
    }
  }
}

async function receiveInSpan(container: MedusaContainer, request: ReceivedRequest) {
  return inSpan("almara.callback.receive", {}, async (span) => {
    const callback = await receiveCallback(container, request)
    const { id, checkout_id, merchant_request_id, signed, state } = callback
    if (span.isRecording()) {
      span.setAttributes({
        ...idAttributes({ callback_id: id, checkout_id, merchant_request_id }),
        "almara.callback.signed": signed,
        "almara.callback.state": state,
      })
    }
    // Nobody works on an unmatched one, and a stranger's many must not push out those that wait.
    if (state === "waiting") rememberTrace(id)
    return callback
  })
}

/**
 * Waits for a promise, but not longer than that. What was awaited goes on.
 * @throws Error with the sentence when the time is over.
 */
function withTimeout<T>(milliseconds: number, promise: Promise<T>, sentence: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(sentence)), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
