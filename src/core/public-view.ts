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

/** What the storefront's door tells about a payment: nothing personal, nothing secret. */
export interface PublicCheckout {
  payment_session_id: string
  placement: "order_first" | "pay_first"
  /** What a storefront goes by; it has the words for it in the shopper's language (`medusa-payment-almara/storefront`). */
  status: PublicStatus
  /** Almara's page, as long as it can be paid there. */
  checkout_url: string | null
  /** The status in English, for storefronts without words of their own. */
  message: string
  /** Whether a new attempt is possible: after a decline or a cancellation, within the due date, a few times. */
  can_retry: boolean
  order: { id: string; display_id: number } | null
  /** Major units, a decimal string. */
  amount: string
  currency_code: string
  attempt: number
  /** ISO 8601. */
  due_at: string
}

/** A calm sentence per status, without codes. */
export const SHOPPER_SENTENCES = {
  created: "Your payment is being prepared.",
  open: "Your payment is not confirmed yet. You may close this page: your order goes on by itself.",
  paid: "Thank you. Your payment was received.",
  failed: "The payment did not go through, and nothing was charged. You can try again.",
  canceled: "You left the payment before it was finished.",
  expired: "The time for this payment is over, and the order was canceled.",
  review: "We received your payment, and the store is looking at it. Please do not pay again; you will hear from the store.",
} as const satisfies Record<PublicStatus, string>
