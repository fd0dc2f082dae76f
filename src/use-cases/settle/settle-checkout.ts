import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { compareOrder, isAsPlaced } from "../reconcile/compare-order"
import { showIfUnclear } from "../reconcile/show-what-is-stuck"
import { announceCheckout } from "./steps/announce-checkout"
import { askAlmara, type Cause } from "./steps/ask-almara"
import { carryOutVerdict } from "./steps/carry-out-verdict"
import { claimCheckout } from "./steps/claim-checkout"
import { confirmVerdict } from "./steps/confirm-verdict"
import { recordVerdict } from "./steps/record-verdict"
import { releaseCheckout, releaseUnsettled } from "./steps/release-checkout"

export interface SettleCheckoutInput extends Cause {
  checkout_id: string
  /** For a cause that is doubted: nobody is asked where Almara was asked after this moment. */
  unless_asked_since?: Date
}

/** `checkout` is null when another run is settling the same checkout at this moment, or has asked since `unless_asked_since`. */
export interface SettleCheckoutResult {
  checkout: CheckoutRow | null
}

/**
 * The one writer: asks Almara what became of a checkout and puts that onto the payment and the order. Every door knocks
 * here, and nothing else moves money or orders. Running it twice changes nothing the second time.
 * Throws when Almara or Medusa could not be asked now; nothing is decided then, and the next question is set.
 */
export async function settleCheckout(container: MedusaContainer, { checkout_id, unless_asked_since, ...cause }: SettleCheckoutInput): Promise<SettleCheckoutResult> {
  const { actor } = cause
  const claim = { checkout_id, claimed_by: randomUUID(), unless_asked_since }
  const checkout = await claimCheckout(container, claim)
  if (!checkout) return { checkout: null }
  try {
    const answer = await askAlmara(container, checkout, cause)
    const recorded = await recordVerdict(container, checkout, answer, actor)
    const carriedOut = await carryOutVerdict(container, checkout, recorded)
    const { settled, booked } = await confirmVerdict(container, checkout, { verdict: recorded.verdict, carriedOut, actor })
    await showIfUnclear(container, settled, checkout.announced_state)
    const announced = await announceCheckout(container, settled)
    const released = await releaseCheckout(container, claim, { settled, claimedAt: checkout.read_at, announced })
    // Read after the capture: Medusa's edits hold another lock, and one may have slipped in between.
    if (booked && settled.state === "paid" && settled.order_id && !isAsPlaced(booked, settled)) await compareOrder(container, settled.order_id)
    return { checkout: released }
  } catch (error) {
    await releaseUnsettled(container, claim, error)
    throw error
  }
}
