import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { payOwnOrder } from "../../../../../../use-cases/shopper/own-orders"
import { withRetryAfter } from "../../../with-retry-after"

/** A page for what an order of the signed-in customer owes now. An order's id alone opens nothing. */
export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  await withRetryAfter(res, async () => {
    const of = { orderId: req.params.id ?? "", customerId: req.auth_context.actor_id }
    res.status(200).json({ checkout: await payOwnOrder(req.scope, of) })
  })
}
