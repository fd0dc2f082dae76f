import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listCheckouts } from "../../../../workflows/admin-checkouts"
import { mayChange } from "../may-change"
import { orderFrom, questionFrom, type ListCheckoutsQuery } from "./query"

/** The checkouts, the newest first; with `order_id` those of one order, each with its story and its actions. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const query = req.validatedQuery as unknown as ListCheckoutsQuery
  const { limit, offset } = query
  const { checkouts, count } = await listCheckouts(req.scope, questionFrom(query), orderFrom(query.order), { limit, offset }, await mayChange(req))
  res.status(200).json({ checkouts, count, limit, offset })
}
