import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { unlinkRolledBackOrders } from "../use-cases/medusa/unlink-rolled-back-orders"

/**
 * A shopper whose order Medusa has rolled back can place it again: without this the completion answers with no order.
 */
export async function freeCart(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  if (req.params.id) await unlinkRolledBackOrders(req.scope, req.params.id)
  next()
}
