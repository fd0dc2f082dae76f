import type { MedusaContainer } from "@medusajs/framework/types"
import { idAttributes, idsOf } from "../../telemetry/attributes"
import { inSpan } from "../../telemetry/spans"
import { isPerson } from "./actors"
import { settleCheckout, type SettleCheckoutInput, type SettleCheckoutResult } from "./settle-checkout"

/**
 * Settles a checkout within a span that tells what came of it. Every entry point calls this.
 * @throws what settle throws.
 */
export async function runSettlement(
  container: MedusaContainer,
  input: SettleCheckoutInput,
): Promise<SettleCheckoutResult> {
  const attributes = {
    // An admin user's id is nobody else's business.
    "almara.settle.cause": isPerson(input.actor) ? "admin" : input.actor,
    ...idAttributes({ checkout_id: input.checkout_id, callback_id: input.callback?.id }),
  }
  return inSpan("almara.settle", { attributes }, async (span) => {
    const result = await settleCheckout(container, input)
    const { checkout } = result
    if (checkout) {
      span.setAttributes({ ...idAttributes(idsOf(checkout)), "almara.checkout.state": checkout.state })
      if (checkout.hold_reason) span.setAttribute("almara.checkout.hold_reason", checkout.hold_reason)
    }
    span.setAttribute("almara.settle.busy", checkout === null)
    return result
  })
}
