import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CheckoutRow } from "../modules/almara/rows"
import { announceCheckout } from "./steps/announce-checkout"
import { askAlmara, type Cause } from "./steps/ask-almara"
import { carryOutVerdict } from "./steps/carry-out-verdict"
import { claimCheckout } from "./steps/claim-checkout"
import { confirmVerdict } from "./steps/confirm-verdict"
import { recordVerdict } from "./steps/record-verdict"
import { releaseCheckout, releaseUnsettled } from "./steps/release-checkout"

export interface SettleCheckoutInput extends Cause {
  checkout_id: string
}

/** `checkout` is null when another run is settling the same checkout at this moment. */
export interface SettleCheckoutResult {
  checkout: CheckoutRow | null
}

/**
 * The one writer: asks Almara what became of a checkout and puts that onto the payment and the order. Every door knocks
 * here, and nothing else moves money or orders. Running it twice changes nothing the second time.
 * Throws when Almara or Medusa could not be asked now; nothing is decided then, and the next question is set.
 */
export async function settleCheckout(container: MedusaContainer, { checkout_id, ...cause }: SettleCheckoutInput): Promise<SettleCheckoutResult> {
  const { actor } = cause
  const claim = { checkout_id, claimed_by: randomUUID() }
  const checkout = await claimCheckout(container, claim)
  if (!checkout) return { checkout: null }
  try {
    const answer = await askAlmara(container, checkout, cause)
    const recorded = await recordVerdict(container, checkout, answer, actor)
    const carriedOut = await carryOutVerdict(container, checkout, recorded)
    const settled = await confirmVerdict(container, checkout, { verdict: recorded.verdict, carriedOut, actor })
    const announced = await announceCheckout(container, settled)
    return { checkout: await releaseCheckout(container, claim, { settled, claimedAt: checkout.read_at, announced }) }
  } catch (error) {
    await releaseUnsettled(container, claim)
    throw error
  }
}
