import { checkoutDetail } from "../../../../../../use-cases/admin/checkouts"
import { resolveCheckout } from "../../../../../../use-cases/admin/resolve-held"
import { withErrorMapping } from "../../../with-error-mapping"
import type { ResolveCheckoutBody } from "./body"

/** A person deals with held money; returns the checkout as it is then, or why it cannot be done. */
export const POST = withErrorMapping<ResolveCheckoutBody>(async (req, res) => {
  const checkoutId = req.params.id ?? ""
  await resolveCheckout(req.scope, { checkoutId, ...req.validatedBody, actor: req.auth_context.actor_id })
  res.status(200).json({ checkout: await checkoutDetail(req.scope, checkoutId) })
})
