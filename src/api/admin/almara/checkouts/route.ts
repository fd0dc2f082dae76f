import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../../../../modules/almara"
import { listCheckouts } from "../../../../use-cases/admin/checkouts"
import { customerById } from "../../../../use-cases/admin/find-orders"
import { mayChange } from "../may-change"
import { orderFrom, searchFrom, type ListCheckoutsQuery } from "./query"

/**
 * The checkouts, the newest first, and what they may be narrowed to: the currencies that there are, and the customer
 * whose they are. With `order_id` those of one order, each with its timeline and its actions.
 */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const query = req.validatedQuery as unknown as ListCheckoutsQuery
  const { limit, offset } = query
  const [{ checkouts, count, isCapped }, currencies, customer] = await Promise.all([
    listCheckouts(req.scope, searchFrom(query), orderFrom(query.order), { limit, offset }, await mayChange(req)),
    req.scope.resolve(ALMARA_MODULE).reports.currencies(),
    query.customer_id ? customerById(req.scope, query.customer_id) : null,
  ])
  res.status(200).json({ checkouts, count, is_capped: isCapped, limit, offset, currencies, customer })
}
