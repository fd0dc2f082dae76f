import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { DEALT_WITH } from "../core/views/shopper-texts"
import { ALMARA_MODULE } from "../modules/almara"

/**
 * Refuses to complete a cart with money that a person closed: Medusa would use the payment that it has for it without
 * asking the provider. What such a payment stands for is taken here, so that nobody closes it while the order is
 * placed.
 */
export async function guardCompletion(
  req: MedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const { ledger } = req.scope.resolve(ALMARA_MODULE)
  if (req.params.id && !(await ledger.takeForCompletion(req.params.id)))
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, DEALT_WITH)
  next()
}
