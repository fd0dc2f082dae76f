import { orderDetail } from "../../../../../../use-cases/admin/order"
import { createPaymentLink } from "../../../../../../use-cases/admin/payment-links"
import { withErrorMapping } from "../../../with-error-mapping"
import type { PaymentLinkBody } from "./body"

/** Makes a link by which an order is paid. Its address is told here, and never again. */
export const POST = withErrorMapping<PaymentLinkBody>(async (req, res) => {
  const orderId = req.params.id ?? ""
  const { hours } = req.validatedBody
  const { url } = await createPaymentLink(req.scope, { orderId, hours, actor: req.auth_context.actor_id })
  res.setHeader("Cache-Control", "no-store")
  res.status(200).json({ url, order: await orderDetail(req.scope, orderId) })
})
