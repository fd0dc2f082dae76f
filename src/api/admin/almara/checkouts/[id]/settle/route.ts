import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { checkoutDetail } from "../../../../../../workflows/admin-checkouts"
import { settleNow } from "../../../../../../workflows/admin-settle"

/** "Check with Almara": asks now and settles what the answer says. */
export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { id } = await checkoutDetail(req.scope, req.params.id ?? "")
  await settleNow(req.scope, id, req.auth_context.actor_id)
  res.status(200).json({ checkout: await checkoutDetail(req.scope, id) })
}
