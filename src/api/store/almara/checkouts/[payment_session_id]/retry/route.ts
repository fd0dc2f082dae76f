import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { retryCheckout } from "../../../../../../workflows/retry-checkout"
import { viewCheckout } from "../../../../../../workflows/view-checkout"

/** A new attempt to pay for the same order, after a decline or a cancellation. */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const paymentSessionId = req.params.payment_session_id ?? ""
  await retryCheckout(req.scope, paymentSessionId)
  res.status(200).json({ checkout: await viewCheckout(req.scope, paymentSessionId) })
}
