import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { startOver, StartOverUnavailableError } from "../../../../../../use-cases/shopper/start-over"

const RETRY_AFTER_SECONDS = 10

/** Gives an unpaid order up, for a new cart with the same things. 503 when Almara cannot be asked now. */
export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.setHeader("Cache-Control", "no-store")
  try {
    const customerId = (req.auth_context as typeof req.auth_context | undefined)?.actor_id
    res.status(200).json(
      await startOver(req.scope, {
        paymentSessionId: req.params.payment_session_id ?? "",
        customerId: customerId || undefined,
      }),
    )
  } catch (error) {
    if (!(error instanceof StartOverUnavailableError)) throw error
    res.setHeader("Retry-After", String(RETRY_AFTER_SECONDS))
    res.status(503).json({ type: error.type, message: error.message })
  }
}
