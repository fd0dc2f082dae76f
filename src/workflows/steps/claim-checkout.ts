import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/rows"
import { turnAfterFailure } from "../next-turn"

export interface ClaimCheckoutInput {
  checkout_id: string
  /** Unique per run; the claim belongs to it. */
  claimed_by: string
}

/**
 * Longer than what follows a question may take: Medusa alone waits up to thirty seconds for a cart's lock. A process that
 * dies blocks its checkout no longer than this.
 */
export const CLAIM_IN_SECONDS = 90

/**
 * Takes the sole right to settle the checkout, so that there is never more than one running question about it, in however
 * many processes. Answers null when another run has it. When settling fails, the claim is given back and the next question set.
 */
export const claimCheckoutStep = createStep(
  "claim-checkout",
  async (input: ClaimCheckoutInput, { container }) => {
    const row = await container.resolve(ALMARA_MODULE).ledger.claim(input.checkout_id, input.claimed_by, CLAIM_IN_SECONDS)
    return new StepResponse<CheckoutRow | null, ClaimCheckoutInput | null>(row ?? null, row ? input : null)
  },
  async (claim, { container }) => {
    if (!claim) return
    const { ledger, options } = container.resolve(ALMARA_MODULE)
    const row = await ledger.find(claim.checkout_id)
    await ledger.release(claim.checkout_id, claim.claimed_by, row && { next_question_at: turnAfterFailure(row, options) })
  }
)
