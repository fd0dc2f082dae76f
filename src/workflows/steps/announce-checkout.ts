import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { CheckoutRow } from "../../modules/almara/rows"
import { announceCheckout } from "../announce-checkout"

/** Announces what became of the checkout. */
export const announceCheckoutStep = createStep("announce-checkout", async (input: { checkout: CheckoutRow }, { container }) => {
  await announceCheckout(container, input.checkout)
  return new StepResponse(undefined)
})
