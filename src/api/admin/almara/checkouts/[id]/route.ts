import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { checkoutDetail } from "../../../../../workflows/admin-checkouts"

/** One checkout with its story and with what can be done about it. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.status(200).json({ checkout: await checkoutDetail(req.scope, req.params.id ?? "") })
}
