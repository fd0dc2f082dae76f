import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ordersThatOwe } from "../../../../use-cases/shopper/own-orders"

/** The orders of the signed-in customer that still owe something. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.setHeader("Cache-Control", "no-store")
  res.status(200).json({ orders: await ordersThatOwe(req.scope, req.auth_context.actor_id) })
}
