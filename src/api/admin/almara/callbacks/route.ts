import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listCallbacks } from "../../../../use-cases/admin/callbacks"
import { mayChange } from "../may-change"
import type { ListCallbacksQuery } from "./query"

/**
 * The inbox, the newest first; payloads were masked before they were stored. Says whether the reader may replay them.
 */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { state, checkout_id, q, limit, offset } = req.validatedQuery as unknown as ListCallbacksQuery
  const { callbacks, count, isCapped } = await listCallbacks(
    req.scope,
    { states: state, checkoutId: checkout_id, text: q || undefined },
    { limit, offset },
  )
  res.status(200).json({ callbacks, count, is_capped: isCapped, limit, offset, may_change: await mayChange(req) })
}
