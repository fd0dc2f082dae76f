import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { nextQuestionAt } from "../../core/schedule"
import { ALMARA_MODULE } from "../../modules/almara"
import type { ClaimCheckoutInput } from "./claim-checkout"

/** Gives the claim back and says when Almara is to be asked again, if at all. */
export const releaseCheckoutStep = createStep("release-checkout", async (input: ClaimCheckoutInput, { container }) => {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const row = await ledger.find(input.checkout_id)
  if (row) {
    await ledger.update(row.id, {
      next_question_at: row.closed_at
        ? null
        : nextQuestionAt({ questions: row.questions, dueAt: new Date(row.due_at), now: new Date(), graceInMinutes: options.graceInMinutes, random: Math.random }),
    })
  }
  await ledger.release(input.checkout_id, input.claimed_by)
  return new StepResponse(row ?? null)
})
