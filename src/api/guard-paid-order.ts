import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../modules/almara"
import { collectionsOfOrders } from "../use-cases/medusa/payment-collections"

/**
 * Refuses to cancel an order that Almara's money stands for while refunds are refused: Medusa would swallow the refused
 * refund and cancel the order all the same.
 */
export async function guardPaidOrder(
  req: MedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const { ledger, options } = req.scope.resolve(ALMARA_MODULE)
  if (options.refunds === "refuse") {
    if (await ledger.isAnySettled(await collectionsOfOrders(req.scope, [req.params.id ?? ""]))) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        'This order is paid, and Almara Pay has no refund call: canceling it would leave the customer\'s money without an order. Refund the customer outside Medusa; to cancel such orders here, set the option refunds to "manual".',
      )
    }
  }
  next()
}
