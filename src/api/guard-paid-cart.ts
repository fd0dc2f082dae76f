import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../modules/almara"

/**
 * Refuses to change a cart that Almara's money already stands for and whose order is being placed. The provider keeps
 * its payment session in any case, but Medusa would leave the new total on the payment collection, and the order would
 * look partly paid. Completing it is what the cart is for.
 */
export async function guardPaidCart(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const { ledger, options } = req.scope.resolve(ALMARA_MODULE)
  const isCompletion = req.path.endsWith("/complete")
  if (
    options.placement === "pay_first" &&
    !isCompletion &&
    req.params.id &&
    (await ledger.isCartSettled(req.params.id))
  ) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "This cart is already paid, and its order is being placed. It can no longer be changed.",
    )
  }
  next()
}
