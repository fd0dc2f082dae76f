import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { compareOrder, isAsPlaced } from "../reconcile/compare-order"
import { showIfUnclear } from "../reconcile/show-what-is-stuck"
import { announceCheckout } from "./steps/announce-checkout"
import { checkWithAlmara, type Cause } from "./steps/check-with-almara"
import { applyDecision } from "./steps/apply-decision"
import { leaseCheckout } from "./steps/lease-checkout"
import { verifyDecision } from "./steps/verify-decision"
import { recordDecision } from "./steps/record-decision"
import { releaseCheckout, releaseUnsettled } from "./steps/release-checkout"

export interface SettleCheckoutInput extends Cause {
  checkout_id: string
  /** For a cause that is doubted: nobody is asked where Almara was asked after this moment. */
  unless_checked_since?: Date
}

/** `checkout` is null when another run is settling the same checkout at this moment, or has asked since `unless_checked_since`. */
export interface SettleCheckoutResult {
  checkout: CheckoutRow | null
}

/**
 * The one writer: asks Almara what became of a checkout and puts that onto the payment and the order. Every entry point
 * calls here, and nothing else moves money or orders. Running it twice changes nothing the second time.
 * @throws when Almara or Medusa could not be asked now; nothing is decided then, and the next check is set.
 */
export async function settleCheckout(
  container: MedusaContainer,
  { checkout_id, unless_checked_since, ...cause }: SettleCheckoutInput,
): Promise<SettleCheckoutResult> {
  const { actor } = cause
  const lease = { checkout_id, leased_by: randomUUID(), unless_checked_since }
  const checkout = await leaseCheckout(container, lease)
  if (!checkout) return { checkout: null }
  try {
    const answer = await checkWithAlmara(container, checkout, cause)
    const recorded = await recordDecision(container, checkout, answer, actor)
    const applied = await applyDecision(container, checkout, recorded)
    const { settled, booked } = await verifyDecision(container, checkout, {
      decision: recorded.decision,
      applied,
      actor,
    })
    await showIfUnclear(container, settled, checkout.announced_state)
    const announced = await announceCheckout(container, settled)
    const released = await releaseCheckout(container, lease, { settled, leasedAt: checkout.read_at, announced })
    // Read after the capture: Medusa's edits hold another lock, and one may have slipped in between.
    if (booked && settled.state === "paid" && settled.order_id && !isAsPlaced(booked, settled))
      await compareOrder(container, settled.order_id)
    return { checkout: released }
  } catch (error) {
    await releaseUnsettled(container, lease, error)
    throw error
  }
}
