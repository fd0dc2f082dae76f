import { orderDetail, setDeadline } from "../../../../../../use-cases/admin/order"
import { withErrorMapping } from "../../../with-error-mapping"
import type { DeadlineBody } from "./body"

/** A person moves the deadline of a waiting order, or takes it away; returns the order as it is then. */
export const POST = withErrorMapping<DeadlineBody>(async (req, res) => {
  const orderId = req.params.id ?? ""
  await setDeadline(req.scope, { orderId, payBy: req.validatedBody.pay_by, actor: req.auth_context.actor_id })
  res.status(200).json({ order: await orderDetail(req.scope, orderId) })
})
