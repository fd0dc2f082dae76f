import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../modules/almara"

/**
 * Refuses a new payment session on a collection that Almara's money already stands for: Medusa itself would delete the
 * paid session and let the customer pay again (medusa-2.21.md, experiment M).
 */
export async function guardPaidCollection(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const collectionId = req.params.id ?? ""
  const settlement = collectionId ? await req.scope.resolve(ALMARA_MODULE).ledger.settlementOf(collectionId) : undefined
  if (settlement) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This order is already paid through Almara. Nothing more is to be paid.")
  next()
}
