import { orderDetail } from "../../../../../../../use-cases/admin/order"
import { sendPaymentLink } from "../../../../../../../use-cases/admin/send-payment-link"
import { withErrorMapping } from "../../../../with-error-mapping"
import type { PaymentLinkBody } from "../body"

/** Makes a link by which an order is paid, and sends it by e-mail; its address is told to nobody else. */
export const POST = withErrorMapping<PaymentLinkBody>(async (req, res) => {
  const orderId = req.params.id ?? ""
  const { hours } = req.validatedBody
  await sendPaymentLink(req.scope, { orderId, hours, actor: req.auth_context.actor_id })
  res.status(200).json({ order: await orderDetail(req.scope, orderId) })
})
