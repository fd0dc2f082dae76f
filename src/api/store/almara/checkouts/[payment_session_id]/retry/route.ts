import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { RetryUnavailableError, retryCheckout } from "../../../../../../use-cases/shopper/retry-checkout"
import { viewCheckout } from "../../../../../../use-cases/shopper/view-checkout"

const RETRY_AFTER_SECONDS = 10

/**
 * A page for what the order owes now; the answer names the payment session that it is of. 503 when Almara cannot open
 * it now.
 */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const paymentSessionId = req.params.payment_session_id ?? ""
  res.setHeader("Cache-Control", "no-store")
  let payableSessionId: string
  try {
    payableSessionId = await retryCheckout(req.scope, paymentSessionId)
  } catch (error) {
    if (!(error instanceof RetryUnavailableError)) throw error
    res.setHeader("Retry-After", String(RETRY_AFTER_SECONDS))
    res.status(503).json({ type: error.type, message: error.message })
    return
  }
  res.status(200).json({ checkout: await viewCheckout(req.scope, payableSessionId) })
}
