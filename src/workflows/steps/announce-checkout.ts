import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { announceCheckout } from "../announce-checkout"

/** Announces what became of the checkout. */
export const announceCheckoutStep = createStep("announce-checkout", async (input: { checkout_id: string }, { container }) => {
  await announceCheckout(container, input.checkout_id)
  return new StepResponse(undefined)
})
