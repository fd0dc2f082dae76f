import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ALMARA_MODULE } from "../../modules/almara"
import { announceCheckout } from "../announce-checkout"

/** Announces what became of the checkout. */
export const announceCheckoutStep = createStep("announce-checkout", async (input: { checkout_id: string }, { container }) => {
  await announceCheckout(container.resolve(ALMARA_MODULE).ledger, container.resolve(Modules.EVENT_BUS), input.checkout_id)
  return new StepResponse(undefined)
})
