import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../modules/almara"

/**
 * Refuses a new payment session on a collection that Almara's money already stands for: Medusa itself would delete the
 * paid session and let the customer pay again (medusa-2.21.md, experiment M). The same while money for it is held, and
 * where money of a canceled order was dealt with.
 */
export async function guardPaidCollection(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const collectionId = req.params.id ?? ""
  const { ledger } = req.scope.resolve(ALMARA_MODULE)
  if (collectionId && (await ledger.isAnySettled([collectionId]))) {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This order is already paid through Almara. Nothing more is to be paid.")
  }
  if (collectionId && (await ledger.heldOf(collectionId))) {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "A payment for this was received, and the store is looking at it. Please do not pay again; you will hear from the store.")
  }
  if (collectionId && (await ledger.isOver(collectionId))) {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This order was canceled. Nothing is to be paid for it any more.")
  }
  next()
}
