import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/rows"
import { nextTurnOf } from "../next-turn"
import type { ClaimCheckoutInput } from "./claim-checkout"

export interface ReleaseCheckoutInput extends ClaimCheckoutInput {
  /** The checkout as it was settled. */
  settled: CheckoutRow
}

/** Gives the claim back and says when Almara is to be asked again, if at all. */
export const releaseCheckoutStep = createStep("release-checkout", async (input: ReleaseCheckoutInput, { container }) => {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const released = await ledger.release(input.checkout_id, input.claimed_by, nextTurnOf(input.settled, options))
  return new StepResponse<CheckoutRow>(released ?? input.settled)
})
