import type { CheckoutId, TextOf } from "../../../core/ids"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"

export interface Lease {
  checkout_id: TextOf<CheckoutId>
  /** Unique per run; the lease belongs to it. */
  leased_by: string
  /** Not taken where Almara was asked about the checkout after this moment. */
  unless_checked_since?: Date
}

/**
 * Longer than what follows a status check may take: Medusa alone waits up to thirty seconds for a cart's lock. A
 * process that dies blocks its checkout no longer than this.
 */
export const LEASE_IN_SECONDS = 90

/**
 * Takes the sole right to settle the checkout, so that there is never more than one running status check of it, in
 * however many processes. Undefined when another run has it, or has asked meanwhile where that is enough.
 */
export function leaseCheckout(container: MedusaContainer, lease: Lease): Promise<CheckoutRow | undefined> {
  return container
    .resolve(ALMARA_MODULE)
    .ledger.lease(lease.checkout_id, lease.leased_by, LEASE_IN_SECONDS, lease.unless_checked_since)
}
