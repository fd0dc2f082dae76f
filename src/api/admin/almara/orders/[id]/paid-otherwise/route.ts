import { orderDetail } from "../../../../../../use-cases/admin/order"
import { markPaidOtherwise } from "../../../../../../use-cases/admin/paid-otherwise"
import { withErrorMapping } from "../../../with-error-mapping"
import type { PaidOtherwiseBody } from "./body"

/** A person says that an order was paid in another way; returns it as it is then, or why Almara stands against it. */
export const POST = withErrorMapping<PaidOtherwiseBody>(async (req, res) => {
  const orderId = req.params.id ?? ""
  await markPaidOtherwise(req.scope, { orderId, note: req.validatedBody.note, actor: req.auth_context.actor_id })
  res.status(200).json({ order: await orderDetail(req.scope, orderId) })
})
