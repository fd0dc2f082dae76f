import type { CheckoutState } from "./transition"

/** What a shopper may know about a payment. `review`: the store's people are looking at it. */
export type PublicStatus = "created" | "open" | "paid" | "failed" | "canceled" | "expired" | "review"

/** How each state of the ledger is told to the shopper. Nobody is told "failed" while it is not known. */
export const PUBLIC_STATUS = {
  creating: "created",
  open: "open",
  failed: "failed",
  canceled: "canceled",
  expired: "expired",
  refused: "failed",
  received: "open",
  paid: "paid",
  held: "review",
  resolved: "review",
} as const satisfies Record<CheckoutState, PublicStatus>

/** A calm sentence per status, without codes. */
export const SHOPPER_SENTENCES = {
  created: "Your payment is being prepared.",
  open: "Your payment is not confirmed yet. You may close this page: your order goes on by itself.",
  paid: "Thank you. Your payment was received.",
  failed: "The payment did not go through, and nothing was charged. You can try again.",
  canceled: "You canceled the payment. Nothing was charged.",
  expired: "The time for this payment is over, and the order was canceled. Nothing was charged.",
  review: "We received your payment, and the store is looking at it. Please do not pay again; you will hear from the store.",
} as const satisfies Record<PublicStatus, string>
