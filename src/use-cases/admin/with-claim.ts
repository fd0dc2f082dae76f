import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { whenFree } from "./wait-until-free"
import { nextTurnOf } from "../settle/next-poll"
import { CLAIM_IN_SECONDS } from "../settle/steps/claim-checkout"

/**
 * Does something to a checkout while no run of settle is at it. `work` gets the row as it is under the claim.
 * Throws a Refusal when another run keeps it for longer than a person waits.
 */
export async function underClaim<T>(container: MedusaContainer, checkoutId: string, work: (checkout: CheckoutRow) => Promise<T>): Promise<T> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const claimedBy = randomUUID()
  const checkout = await whenFree(() => ledger.claim(checkoutId, claimedBy, CLAIM_IN_SECONDS))
  try {
    return await work(checkout)
  } finally {
    const left = await ledger.find(checkoutId)
    await ledger.release(checkoutId, claimedBy, left && { next_question_at: nextTurnOf(left, options) })
  }
}
