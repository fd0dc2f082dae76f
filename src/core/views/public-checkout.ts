import type { FailureReason } from "../checkout/result-codes"
import type { CheckoutState } from "../checkout/states"

/** What a shopper may know about a payment. `review`: the store's people are looking at it. */
export type PublicStatus = "created" | "open" | "paid" | "failed" | "canceled" | "expired" | "review"

/**
 * Why a payment failed or is looked at. `received`: money is there that fits nowhere by itself. `unclear`: Almara says
 * neither paid nor failed, and a person asks.
 */
export type PublicReason = FailureReason | "received" | "unclear"

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

/** What the storefront's endpoint tells about a payment: nothing personal, nothing secret. */
export interface PublicCheckout {
  payment_session_id: string
  placement: "order_first" | "pay_first"
  /** What a storefront goes by; it has the words for it in the shopper's language (`medusa-payment-almara/storefront`). */
  status: PublicStatus
  /** Why, where `status` is `failed` or `review` and it is known; else null. */
  reason: PublicReason | null
  /** Almara's page, as long as it can be paid there. */
  checkout_url: string | null
  /** The status in English, for storefronts without words of their own. */
  message: string
  /** Whether a new attempt is possible: after a decline, a cancellation or a failed opening, within the due date, a few times. */
  can_retry: boolean
  /** Whether the shopper may give the unpaid order up, for a new cart with the same things. */
  can_start_over: boolean
  /** Its number alone: with its id, Medusa tells name and address to anybody. */
  order: { display_id: number } | null
  /** What was paid where it was, else what is asked for; major units, a decimal string. */
  amount: string
  currency_code: string
  /** What the order still asks for, in major units, negative where it has received more; null while there is no order. */
  outstanding_amount: string | null
  /** The order asks for another sum by now: ask for a new attempt, and do not pay on the page of this one. */
  is_outdated: boolean
  /** 0 where no page was opened yet. */
  attempt: number
  /** ISO 8601; empty where no page was opened yet. */
  due_at: string
}

/** Why it failed, in English; without codes, and without blame. */
export const FAILURE_SENTENCES = {
  declined: "The card was declined.",
  funds: "There was not enough money on the card or account.",
  limit: "The amount does not fit a limit of the card or account.",
  card: "The card or account was not accepted.",
  timeout: "The payment took too long.",
  service: "The payment service had a problem.",
} as const satisfies Record<FailureReason, string>

/** What a shopper reads who would use a payment that the store has refunded, or has closed in another way. */
export const DEALT_WITH =
  "The store has dealt with your earlier payment, and nothing can be ordered with it any more. Please begin a new payment."

/** Returns a calm English sentence for a payment, without codes. It offers only what is possible. */
export function shopperMessage({
  status,
  reason,
  can_retry,
  is_outdated,
}: Pick<PublicCheckout, "status" | "reason" | "can_retry"> & Partial<PublicCheckout>): string {
  if (is_outdated && can_retry)
    return "The order has changed, and another sum is to be paid. Please go on to the new payment page, and do not pay on the old one."
  switch (status) {
    case "created":
    case "open":
      if (can_retry) return "The payment could not be started. You can try again."
      return status === "created"
        ? "Your payment is being prepared."
        : "Your payment is not confirmed yet. You may close this page: your order goes on by itself."
    case "paid":
      return `Thank you. Your payment was received.${can_retry ? " A part of the order is still to be paid." : ""}`
    case "failed": {
      const why =
        reason !== null && reason in FAILURE_SENTENCES
          ? FAILURE_SENTENCES[reason as FailureReason]
          : "The payment did not go through."
      return `${why} ${can_retry ? "You can try again." : "It cannot be tried again."}`
    }
    case "canceled":
      return `You left the payment before it was finished. ${can_retry ? "You can still pay." : "It cannot be paid any more."}`
    case "expired":
      return "The time for this payment is over. It was not paid, so nothing will be sent."
    case "review":
      return reason === "unclear"
        ? "We are checking your payment. Please do not pay again; you will hear from the store."
        : "We received your payment, and the store is looking at it. Please do not pay again; you will hear from the store."
  }
}
