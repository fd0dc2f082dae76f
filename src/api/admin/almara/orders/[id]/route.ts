import { orderDetail } from "../../../../../use-cases/admin/order"
import { mayChange } from "../../may-change"
import { withErrorMapping } from "../../with-error-mapping"

/** What the plugin keeps of an order: until when it may be paid. Says whether the reader may change that. */
export const GET = withErrorMapping(async (req, res) => {
  const [order, may_change] = await Promise.all([orderDetail(req.scope, req.params.id ?? ""), mayChange(req)])
  res.status(200).json({ order, may_change })
})
