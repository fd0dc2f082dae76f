import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { checkoutDetail } from "../../../../../../workflows/admin-checkouts"
import { resolveCheckout } from "../../../../../../workflows/resolve-checkout"
import type { ResolveCheckoutBody } from "./body"

/** A person deals with held money; answers the checkout as it is then, or why it cannot be done. */
export async function POST(req: AuthenticatedMedusaRequest<ResolveCheckoutBody>, res: MedusaResponse): Promise<void> {
  const checkoutId = req.params.id ?? ""
  await resolveCheckout(req.scope, { checkoutId, ...req.validatedBody, actor: req.auth_context.actor_id })
  res.status(200).json({ checkout: await checkoutDetail(req.scope, checkoutId) })
}
