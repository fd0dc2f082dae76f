import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { forgetOrdersTakenBack } from "../use-cases/medusa/unlink-deleted-orders"

/** A shopper whose order Medusa has taken back can place it again: without this the completion answers with no order. */
export async function freeCart(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  if (req.params.id) await forgetOrdersTakenBack(req.scope, req.params.id)
  next()
}
