import { needsReview } from "../core/review"
import type { CheckoutRow } from "../modules/almara/rows"

/** What can be announced of a checkout. `review`: Almara's answer is one that a person has to look at. */
export type Announcement = "paid" | "failed" | "expired" | "held" | "review"

/** What is to be announced of a checkout as it stands; undefined when nothing is. */
export function announcementOf(checkout: CheckoutRow): Announcement | undefined {
  switch (checkout.state) {
    case "paid":
    case "held":
    case "expired":
      return checkout.state
    case "failed":
      return checkout.closed_at ? "expired" : needsReview(checkout) ? "review" : "failed"
    case "canceled":
      return checkout.closed_at ? "expired" : needsReview(checkout) ? "review" : undefined
    case "creating":
    case "open":
      return needsReview(checkout) ? "review" : undefined
    case "received":
    case "refused":
    case "resolved":
      return undefined
  }
}
