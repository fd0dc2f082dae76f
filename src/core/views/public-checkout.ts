import type { FailureReason } from "../checkout/result-codes"
import type { CheckoutState } from "../checkout/states"
import type { Placement } from "../options/options"

/** What a shopper may know about a payment. `review`: the store's people are looking at it. */
export type PublicStatus = "created" | "open" | "paid" | "failed" | "canceled" | "expired" | "review"

/**
 * Why a payment failed or is looked at, or what else ended it. `received`: money is there that fits nowhere by itself.
 * `unclear`: Almara says neither paid nor failed, and a person asks. `dealt_with`: the store has closed a payment that
 * was held. `order_paid`: its order is paid, and not by it. `order_canceled`: its order is canceled.
 */
export type PublicReason = FailureReason | "received" | "unclear" | "dealt_with" | "order_paid" | "order_canceled"

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
  resolved: "canceled",
} as const satisfies Record<CheckoutState, PublicStatus>

/** What the storefront's endpoint tells about a payment: nothing personal, nothing secret. */
export interface PublicCheckout {
  payment_session_id: string
  placement: Placement
  /**
   * What a storefront goes by; it has the words for it in the shopper's language (`medusa-payment-almara/storefront`).
   */
  status: PublicStatus
  /** Why, where it is known and `status` does not say it; else null. */
  reason: PublicReason | null
  /** Almara's page, as long as it can be paid there. */
  checkout_url: string | null
  /** The status in English, for storefronts without words of their own. */
  message: string
  /**
   * Whether a new attempt is possible: after a decline, a cancellation or a failed opening, within the due date, a few
   * times.
   */
  can_retry: boolean
  /** Whether the shopper may give the unpaid order up, for a new cart with the same things. */
  can_start_over: boolean
  /** Its number alone: with its id, Medusa tells name and address to anybody. */
  order: { display_id: number } | null
  /**
   * What was paid where it was, of its order where `reason` is `order_paid`; else what is asked for. Major units, a
   * decimal string.
   */
  amount: string
  currency_code: string
  /**
   * What the order still asks for, in major units, negative where it has received more; null while there is no order.
   */
  outstanding_amount: string | null
  /** The order asks for another sum by now: ask for a new attempt, and do not pay on the page of this one. */
  is_outdated: boolean
  /** 0 where no page was opened yet. */
  attempt: number
  /** ISO 8601; empty where no page was opened yet. */
  due_at: string
}
