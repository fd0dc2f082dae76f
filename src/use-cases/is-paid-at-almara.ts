import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../core/errors"
import { classifyOutcome } from "../core/checkout/outcome"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/ledger/rows"

/**
 * Returns whether Almara, asked now, calls a checkout paid; nothing is decided by it.
 * @throws AlmaraError where it cannot be asked.
 */
export async function isPaidAtAlmara(
  container: MedusaContainer,
  checkout: Pick<CheckoutRow, "merchant_request_id" | "state" | "method" | "account">,
): Promise<boolean> {
  try {
    const { outcome } = await container.resolve(ALMARA_MODULE).methodOf(checkout).check(checkout.merchant_request_id)
    return classifyOutcome(outcome).kind === "paid"
  } catch (error) {
    if (
      isAlmaraError(error) &&
      (error.kind === "not_found" || (checkout.state === "creating" && error.httpStatus === 404))
    )
      return false
    throw error
  }
}
