import { needsReview } from "../../core/checkout/review"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"

/** What can be announced of a checkout. `review`: Almara's answer is one that a person has to look at. */
export type Announcement = "paid" | "failed" | "expired" | "held" | "review"

/** What is to be announced of a checkout as it stands; undefined when nothing is. */
export function announcementOf(checkout: CheckoutRow): Announcement | undefined {
  const { state, closed_at } = checkout
  if (state === "paid" || state === "held" || state === "expired") return state
  if (state === "received" || state === "refused" || state === "resolved") return undefined
  if (closed_at && (state === "failed" || state === "canceled")) return "expired"
  if (needsReview(checkout)) return "review"
  return state === "failed" ? "failed" : undefined
}
