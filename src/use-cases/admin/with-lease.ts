import type { CheckoutId, TextOf } from "../../core/ids"
import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { waitUntilFree } from "../wait-until-free"
import { nextCheckOf } from "../settle/next-check"
import { LEASE_IN_SECONDS } from "../settle/steps/lease-checkout"

/**
 * Does something to a checkout while no run of settle is at it. `work` gets the row as it is under the lease.
 * @throws BusinessError when another run keeps it for longer than a person waits.
 */
export async function withLease<T>(
  container: MedusaContainer,
  checkoutId: TextOf<CheckoutId>,
  work: (checkout: CheckoutRow) => Promise<T>,
): Promise<T> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const leaseId = randomUUID()
  const checkout = await waitUntilFree(() => ledger.lease(checkoutId, leaseId, LEASE_IN_SECONDS))
  try {
    return await work(checkout)
  } finally {
    const left = await ledger.find(checkoutId)
    await ledger.release(checkoutId, leaseId, left && { next_check_at: nextCheckOf(left, options) })
  }
}
