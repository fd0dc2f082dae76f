import { createWorkflow, transform, when, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { generateEntityId } from "@medusajs/framework/utils"
import type { CheckoutRow } from "../modules/almara/rows"
import { announceCheckoutStep } from "./steps/announce-checkout"
import { askAlmaraStep } from "./steps/ask-almara"
import { carryOutVerdictStep } from "./steps/carry-out-verdict"
import { claimCheckoutStep } from "./steps/claim-checkout"
import { confirmVerdictStep } from "./steps/confirm-verdict"
import { recordVerdictStep } from "./steps/record-verdict"
import { releaseCheckoutStep } from "./steps/release-checkout"

export interface SettleCheckoutInput {
  checkout_id: string
  /** Who knocked: `callback`, `return`, `cancel`, `clock`, or an admin user's id. For the timeline. */
  actor: string
  /** The callback that gave cause, if one did. */
  callback_id?: string
}

/** `checkout` is null when another run is settling the same checkout at this moment. */
export interface SettleCheckoutResult {
  checkout: CheckoutRow | null
}

export const settleAlmaraCheckoutWorkflowId = "settle-almara-checkout"

/**
 * The one writer: asks Almara what became of a checkout and puts that onto the payment and the order. Every door knocks
 * here, and nothing else moves money or orders. Running it twice changes nothing the second time.
 * Throws when Almara or Medusa could not be asked now; nothing is decided then.
 */
export const settleAlmaraCheckoutWorkflow = createWorkflow(settleAlmaraCheckoutWorkflowId, (input: SettleCheckoutInput) => {
  const claim = transform({ input }, ({ input }) => ({ checkout_id: input.checkout_id, claimed_by: generateEntityId("", "almrun") }))
  const checkout = claimCheckoutStep(claim)

  const settled = when("almara-checkout-claimed", { checkout }, ({ checkout }) => checkout !== null).then(() => {
    const claimed = transform({ checkout }, ({ checkout }) => checkout as CheckoutRow)
    const answer = askAlmaraStep(transform({ claimed, input }, ({ claimed, input }) => ({ checkout: claimed, callback_id: input.callback_id, actor: input.actor })))
    const recorded = recordVerdictStep({ checkout: claimed, answer, actor: input.actor })
    const carriedOut = carryOutVerdictStep({ checkout: claimed, recorded })
    const settled = confirmVerdictStep({ checkout: claimed, recorded, carriedOut, actor: input.actor })
    const announced = announceCheckoutStep({ checkout: settled })
    return releaseCheckoutStep(transform({ claim, settled, announced }, ({ claim, settled, announced }) => ({ ...claim, settled, announced: announced ?? null })))
  })

  return new WorkflowResponse(transform({ settled }, ({ settled }): SettleCheckoutResult => ({ checkout: (settled as CheckoutRow | null | undefined) ?? null })))
})
