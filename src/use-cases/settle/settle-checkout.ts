import type { CheckoutId, TextOf } from "../../core/ids"
import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { idAttributes, idsOf, inSpan } from "../../telemetry/spans"
import { compareOrder, isAsPlaced } from "../attention/compare-order"
import { showIfUnclear } from "../attention/show-what-is-stuck"
import { announceCheckout } from "./steps/announce-checkout"
import { checkWithAlmara, isPerson, type Cause } from "./steps/check-with-almara"
import { applyDecision } from "./steps/apply-decision"
import { leaseCheckout } from "./steps/lease-checkout"
import { verifyDecision } from "./steps/verify-decision"
import { recordDecision } from "./steps/record-decision"
import { releaseCheckout, releaseUnsettled } from "./steps/release-checkout"

export interface SettleCheckoutInput extends Cause {
  checkout_id: TextOf<CheckoutId>
  /** For a cause that is doubted: nobody is asked where Almara was asked after this moment. */
  unless_checked_since?: Date
}

/**
 * `checkout` is null when another run is settling the same checkout at this moment, or has asked since
 * `unless_checked_since`.
 */
export interface SettleCheckoutResult {
  checkout: CheckoutRow | null
}

/**
 * The one writer: asks Almara what became of a checkout and puts that onto the payment and the order. Every entry point
 * calls here, and nothing else moves money or orders. Running it twice changes nothing the second time. A span tells
 * what came of it.
 * @throws when Almara or Medusa could not be asked now; nothing is decided then, and the next check is set.
 */
export async function settleCheckout(
  container: MedusaContainer,
  input: SettleCheckoutInput,
): Promise<SettleCheckoutResult> {
  const attributes = {
    // An admin user's id is nobody else's business.
    "almara.settle.cause": isPerson(input.actor) ? "admin" : input.actor,
    ...idAttributes({ checkout_id: input.checkout_id, callback_id: input.callback?.id }),
  }
  return inSpan("almara.settle", { attributes }, async (span) => {
    const checkout = await settleUnderLease(container, input)
    if (checkout) {
      span.setAttributes({ ...idAttributes(idsOf(checkout)), "almara.checkout.state": checkout.state })
      if (checkout.hold_reason) span.setAttribute("almara.checkout.hold_reason", checkout.hold_reason)
    }
    span.setAttribute("almara.settle.busy", checkout === null)
    return { checkout }
  })
}

async function settleUnderLease(
  container: MedusaContainer,
  { checkout_id, unless_checked_since, ...cause }: SettleCheckoutInput,
): Promise<SettleCheckoutResult["checkout"]> {
  const { actor } = cause
  const lease = { checkout_id, leased_by: randomUUID(), unless_checked_since }
  const checkout = await leaseCheckout(container, lease)
  if (!checkout) return null
  try {
    const check = await checkWithAlmara(container, checkout, cause)
    const recorded = await recordDecision(container, checkout, check, actor)
    const applied = await applyDecision(container, checkout, recorded)
    const { settled, booked } = await verifyDecision(container, checkout, {
      decision: recorded.decision,
      applied,
      actor,
    })
    await showIfUnclear(container, settled, checkout.announced_state)
    const announced = await announceCheckout(container, settled)
    // Before the lease is given back: who dies here leaves the other pages of the order to the next run.
    if (settled.state === "held" && settled.order_id) await compareOrder(container, settled.order_id)
    const released = await releaseCheckout(container, lease, { settled, leasedAt: checkout.read_at, announced })
    // Read after the capture: Medusa's edits hold another lock, and one may have slipped in between.
    if (booked && settled.state === "paid" && settled.order_id && !isAsPlaced(booked, settled))
      await compareOrder(container, settled.order_id)
    return released
  } catch (error) {
    await releaseUnsettled(container, lease, error)
    throw error
  }
}
