import { orderDetail } from "../../../../../../../use-cases/admin/order"
import { withdrawPaymentLinks } from "../../../../../../../use-cases/admin/payment-links"
import { withErrorMapping } from "../../../../with-error-mapping"

/** Ends all payment links of an order. Returns the order as it is then. */
export const POST = withErrorMapping(async (req, res) => {
  const orderId = req.params.id ?? ""
  await withdrawPaymentLinks(req.scope, { orderId, actor: req.auth_context.actor_id })
  res.status(200).json({ order: await orderDetail(req.scope, orderId) })
})
