import type { MedusaContainer } from "@medusajs/framework/types"
import { maskText } from "../../../core/text"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { reasonOf } from "../../../telemetry/log"
import type { Announcement } from "../announcement"
import { nextCheckOf, nextCheckAfterFailure } from "../next-check"
import type { Lease } from "./lease-checkout"

/** Of what stood in the way as much is kept, and told. */
export const LONGEST_REASON = 500

export interface Settled {
  /** The checkout as it was settled. */
  settled: CheckoutRow
  /** When it was leased. */
  leasedAt: Date
  /** What was announced of it just now. */
  announced: Announcement | null
}

/**
 * Gives the lease back and says when Almara has to be asked again, if at all. That counts from the lease, by which it
 * was decided whether the time is over: where it ran out meanwhile, Almara is asked once more at once.
 */
export async function releaseCheckout(
  container: MedusaContainer,
  lease: Lease,
  { settled, leasedAt, announced }: Settled,
): Promise<CheckoutRow> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const released = await ledger.release(lease.checkout_id, lease.leased_by, {
    next_check_at: nextCheckOf({ ...settled, read_at: leasedAt }, options),
    ...(announced && { announced_state: announced }),
  })
  return released ?? settled
}

/**
 * Gives the lease back after the checkout could not be settled, and sets the next check. Of confirmed money it keeps
 * what stood in the way.
 */
export async function releaseUnsettled(container: MedusaContainer, lease: Lease, error: unknown): Promise<void> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const row = await ledger.find(lease.checkout_id)
  const reason = row?.state === "received" && { last_error: maskText(reasonOf(error), LONGEST_REASON) }
  await ledger.release(
    lease.checkout_id,
    lease.leased_by,
    row && { next_check_at: nextCheckAfterFailure(row, options), ...reason },
  )
}
