import type { MedusaContainer } from "@medusajs/framework/types"
import { maskText } from "../../../core/gateway/wire"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { reasonOf } from "../../../telemetry/log"
import type { Announcement } from "../announcement"
import { nextTurnOf, turnAfterFailure } from "../next-poll"
import type { Claim } from "./claim-checkout"

const LONGEST_REASON = 500

export interface Settled {
  /** The checkout as it was settled. */
  settled: CheckoutRow
  /** When it was claimed. */
  claimedAt: Date
  /** What was announced of it just now. */
  announced: Announcement | null
}

/**
 * Gives the claim back and says when Almara is to be asked again, if at all. That counts from the claim, by which it was
 * decided whether the time is over: where it ran out meanwhile, Almara is asked once more at once.
 */
export async function releaseCheckout(container: MedusaContainer, claim: Claim, { settled, claimedAt, announced }: Settled): Promise<CheckoutRow> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const released = await ledger.release(claim.checkout_id, claim.claimed_by, {
    next_question_at: nextTurnOf({ ...settled, read_at: claimedAt }, options),
    ...(announced && { announced_state: announced }),
  })
  return released ?? settled
}

/** Gives the claim back after the checkout could not be settled, and sets the next question. Of confirmed money it keeps what stood in the way. */
export async function releaseUnsettled(container: MedusaContainer, claim: Claim, error: unknown): Promise<void> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const row = await ledger.find(claim.checkout_id)
  const reason = row?.state === "received" && { last_error: maskText(reasonOf(error), LONGEST_REASON) }
  await ledger.release(claim.checkout_id, claim.claimed_by, row && { next_question_at: turnAfterFailure(row, options), ...reason })
}
