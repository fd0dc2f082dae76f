import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import { classifyOutcome } from "../../core/checkout/outcome"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"

/**
 * Returns whether Almara, asked now, calls a checkout paid; nothing is decided by it.
 * @throws AlmaraError where it cannot be asked.
 */
export async function isPaidAtAlmara(
  container: MedusaContainer,
  { merchant_request_id, state }: Pick<CheckoutRow, "merchant_request_id" | "state">,
): Promise<boolean> {
  try {
    const { outcome } = await container
      .resolve(ALMARA_MODULE)
      .client.checkStatus({ merchantRequestId: merchant_request_id })
    return classifyOutcome(outcome).kind === "paid"
  } catch (error) {
    if (isAlmaraError(error) && (error.kind === "not_found" || (state === "creating" && error.httpStatus === 404)))
      return false
    throw error
  }
}
