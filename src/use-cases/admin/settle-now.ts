import type { CheckoutId, TextOf } from "../../core/ids"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import { maskText } from "../../core/text"
import { logEvent, reasonOf } from "../../telemetry/log"
import { waitUntilFree } from "../wait-until-free"
import { BusinessError } from "../business-error"
import { settleCheckout } from "../settle/settle-checkout"
import { LONGEST_REASON } from "../settle/steps/release-checkout"

/**
 * Settles a checkout because an admin asks for it now.
 * @throws BusinessError while another run is at it, when Almara cannot be asked, and when Medusa could not do its part:
 * what Medusa throws has no code, and often no sentence for a merchant.
 */
export async function settleNow(
  container: MedusaContainer,
  checkoutId: TextOf<CheckoutId>,
  actor: string,
): Promise<void> {
  await waitUntilFree(async () => {
    try {
      return (await settleCheckout(container, { checkout_id: checkoutId, actor })).checkout
    } catch (error) {
      if (isAlmaraError(error)) throw new BusinessError("cannot_check", { reason: error.message, kind: error.kind })
      // Somebody else is at the checkout, its order or its cart.
      if (isConflict(error)) return undefined
      logEvent(
        container.resolve(ContainerRegistrationKeys.LOGGER),
        "checkout.not_settled",
        `what a person asked for could not be carried out now: ${reasonOf(error)}`,
        { checkout_id: checkoutId },
      )
      throw new BusinessError("not_settled", { reason: maskText(reasonOf(error), LONGEST_REASON) })
    }
  })
}

/** The workflow engine hands errors over as plain objects. */
function isConflict(error: unknown): boolean {
  return typeof error === "object" && error !== null && "type" in error && error.type === MedusaError.Types.CONFLICT
}
