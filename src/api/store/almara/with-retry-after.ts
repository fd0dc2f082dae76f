import type { MedusaResponse } from "@medusajs/framework/http"
import { RetryUnavailableError } from "../../../use-cases/shopper/retry-checkout"

const RETRY_AFTER_SECONDS = 10

/** Lets an endpoint answer 503 where Almara cannot open a page now: the same request may work in a moment. */
export async function withRetryAfter(res: MedusaResponse, work: () => Promise<void>): Promise<void> {
  res.setHeader("Cache-Control", "no-store")
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RetryUnavailableError)) throw error
    res.setHeader("Retry-After", String(RETRY_AFTER_SECONDS))
    res.status(503).json({ type: error.type, message: error.message })
  }
}
