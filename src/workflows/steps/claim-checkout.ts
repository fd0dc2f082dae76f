import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { nextQuestionAt } from "../../core/schedule"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/rows"

export interface ClaimCheckoutInput {
  checkout_id: string
  /** Unique per run; the claim belongs to it. */
  claimed_by: string
}

/** Longer than any settlement takes; a process that dies blocks its checkout no longer than this. */
const CLAIM_IN_SECONDS = 30

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
    if (row) {
      const isDone = row.closed_at !== null && row.announced_state === row.state
      await ledger.update(row.id, {
        next_question_at: isDone ? null : nextQuestionAt({ ...row, dueAt: new Date(row.due_at), now: new Date(), graceInMinutes: options.graceInMinutes, random: Math.random }),
      })
    }
    await ledger.release(claim.checkout_id, claim.claimed_by)
  }
)
