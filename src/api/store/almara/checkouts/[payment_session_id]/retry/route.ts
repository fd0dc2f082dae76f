import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { retryCheckout } from "../../../../../../use-cases/shopper/retry-checkout"
import { viewCheckout } from "../../../../../../use-cases/shopper/view-checkout"
import { withRetryAfter } from "../../../with-retry-after"

/**
 * A page for what the order owes now; the answer names the payment session that it is of. 503 when Almara cannot open
 * it now.
 */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await withRetryAfter(res, async () => {
    const payableSessionId = await retryCheckout(req.scope, req.params.payment_session_id ?? "")
    res.status(200).json({ checkout: await viewCheckout(req.scope, payableSessionId) })
  })
}
