import { checkoutDetail } from "../../../../../../use-cases/admin/checkouts"
import { settleNow } from "../../../../../../use-cases/admin/settle-now"
import { withErrorMapping } from "../../../with-error-mapping"

/** "Check with Almara": asks now and settles what the answer says. */
export const POST = withErrorMapping(async (req, res) => {
  const { id } = await checkoutDetail(req.scope, req.params.id ?? "")
  await settleNow(req.scope, id, req.auth_context.actor_id)
  res.status(200).json({ checkout: await checkoutDetail(req.scope, id) })
})
