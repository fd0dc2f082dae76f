import { checkoutDetail } from "../../../../../use-cases/admin/checkouts"
import { mayChange } from "../../may-change"
import { orRefusal } from "../../or-refusal"

/** One checkout with its story and with what can be done about it. */
export const GET = orRefusal(async (req, res) => {
  res.status(200).json({ checkout: await checkoutDetail(req.scope, req.params.id ?? "", await mayChange(req)) })
})
