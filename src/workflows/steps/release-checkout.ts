import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/rows"
import type { Announcement } from "../announcement"
import { nextTurnOf } from "../next-turn"
import type { ClaimCheckoutInput } from "./claim-checkout"

export interface ReleaseCheckoutInput extends ClaimCheckoutInput {
  /** The checkout as it was settled. */
  settled: CheckoutRow
  /** What was announced of it just now. */
  announced: Announcement | null
}

/** Gives the claim back and says when Almara is to be asked again, if at all. */
export const releaseCheckoutStep = createStep("release-checkout", async (input: ReleaseCheckoutInput, { container }) => {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const { settled, announced } = input
  const released = await ledger.release(input.checkout_id, input.claimed_by, {
    next_question_at: nextTurnOf(settled, options),
    ...(announced && { announced_state: announced }),
  })
  return new StepResponse<CheckoutRow>(released ?? settled)
})
