import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../modules/almara"
import { collectionsOfOrder } from "../workflows/hold-canceled-order"

/**
 * Refuses to cancel an order that Almara's money stands for while refunds are refused: Medusa would swallow the refused
 * refund and cancel the order all the same.
 */
export async function guardPaidOrder(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const { ledger, options } = req.scope.resolve(ALMARA_MODULE)
  if (options.refunds === "refuse") {
    const paid = await ledger.paidOf(await collectionsOfOrder(req.scope, req.params.id ?? ""))
    if (paid.length > 0) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        'This order is paid, and Almara Pay has no refund call: canceling it would leave the customer\'s money without an order. Refund the customer outside Medusa; to cancel such orders here, set the option refunds to "manual".'
      )
    }
  }
  next()
}
