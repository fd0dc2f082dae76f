import { needsReview } from "../../core/checkout/review"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"

/** What can be announced of a checkout. `review`: Almara's answer is one that a person has to look at. */
export type Announcement = "paid" | "failed" | "expired" | "held" | "review"

/** Returns what has to be announced of a checkout as it stands; undefined when nothing has. */
export function announcementOf(checkout: CheckoutRow): Announcement | undefined {
  const { state, closed_at } = checkout
  const review = needsReview(checkout) ? "review" : undefined
  switch (state) {
    case "paid":
    case "held":
    case "expired":
      return state
    case "received":
    case "refused":
    case "resolved":
      return undefined
    case "failed":
      return closed_at ? "expired" : (review ?? "failed")
    case "canceled":
      return closed_at ? "expired" : review
    case "creating":
    case "open":
      return review
  }
}
