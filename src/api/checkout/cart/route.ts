import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { isAlmaraError } from "../../../core/errors"
import { wakeCallbackWorkers } from "../../../workflows/callback-workers"
import { receiveCallback } from "../../../workflows/receive-callback"
import { BodyTooLargeError, readText } from "../read-text"
import { within } from "../within"

const LIMIT_IN_BYTES = 64 * 1024
const RETRY_AFTER_IN_SECONDS = 30
/** A database that is down lets its callers wait for a minute; Almara is not to wait that long. */
const COMMIT_WITHIN_MILLISECONDS = 5_000

/** Almara's callback. 200 means that it is committed; everything else tells Almara, or a stranger, what was wrong. */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const body = await readText(req, LIMIT_IN_BYTES)
    const receiving = receiveCallback(req.scope, {
      body,
      contentType: req.headers["content-type"],
      checkout: req.query.checkout,
      signature: req.query.signature,
    })
    const callback = await within(COMMIT_WITHIN_MILLISECONDS, receiving, "The database did not answer in time.")
    res.status(200).json({})
    if (callback.state === "waiting") wakeCallbackWorkers(req.scope)
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      res.status(413).json({ message: error.message })
    } else if (isAlmaraError(error) && error.kind === "signature") {
      logger.warn(`Almara: a callback was refused: ${error.message}`)
      res.status(401).json({ message: error.message })
    } else if (isAlmaraError(error)) {
      logger.warn(`Almara: a callback was not understood: ${error.message}`)
      res.status(400).json({ message: error.message })
    } else {
      logger.error(`Almara: a callback could not be written down: ${error instanceof Error ? error.message : "unknown error"}`)
      res.setHeader("Retry-After", String(RETRY_AFTER_IN_SECONDS))
      res.status(503).json({ message: "The callback could not be stored. Please send it again." })
    }
  }
}
