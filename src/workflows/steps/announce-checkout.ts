import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { CheckoutRow } from "../../modules/almara/rows"
import { announceCheckout } from "../announce-checkout"
import type { Announcement } from "../announcement"

/** Announces what became of the checkout; it is noted when the checkout is released. */
export const announceCheckoutStep = createStep("announce-checkout", async (input: { checkout: CheckoutRow }, { container }) => {
  return new StepResponse<Announcement | null>(await announceCheckout(container, input.checkout))
})
