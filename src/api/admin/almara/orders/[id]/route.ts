import { orderDetail } from "../../../../../workflows/admin-order"
import { orRefusal } from "../../or-refusal"

/** What the plugin keeps of an order: until when it may be paid. */
export const GET = orRefusal(async (req, res) => {
  res.status(200).json({ order: await orderDetail(req.scope, req.params.id ?? "") })
})
