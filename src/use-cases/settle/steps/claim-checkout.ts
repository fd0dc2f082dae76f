import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"

export interface Claim {
  checkout_id: string
  /** Unique per run; the claim belongs to it. */
  claimed_by: string
  /** Not taken where Almara was asked about the checkout after this moment. */
  unless_asked_since?: Date
}

/**
 * Longer than what follows a question may take: Medusa alone waits up to thirty seconds for a cart's lock. A process that
 * dies blocks its checkout no longer than this.
 */
export const CLAIM_IN_SECONDS = 90

/**
 * Takes the sole right to settle the checkout, so that there is never more than one running question about it, in however
 * many processes. Undefined when another run has it, or has asked meanwhile where that is enough.
 */
export function claimCheckout(container: MedusaContainer, claim: Claim): Promise<CheckoutRow | undefined> {
  return container.resolve(ALMARA_MODULE).ledger.claim(claim.checkout_id, claim.claimed_by, CLAIM_IN_SECONDS, claim.unless_asked_since)
}
