import { checkoutDetail } from "../../../../../use-cases/admin/checkouts"
import { mayChange } from "../../may-change"
import { withErrorMapping } from "../../with-error-mapping"

/** One checkout with its timeline and with what can be done about it. */
export const GET = withErrorMapping(async (req, res) => {
  res.status(200).json({ checkout: await checkoutDetail(req.scope, req.params.id ?? "", await mayChange(req)) })
})
