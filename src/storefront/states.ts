/** Everything that a shopper can be told about a payment. */
export const SHOPPER_STATES = [
  "preparing",
  "not_started",
  "confirming",
  "unconfirmed",
  "placing",
  "paid",
  "partly_paid",
  "failed",
  "failed_for_good",
  "canceled",
  "canceled_for_good",
  "changed",
  "order_canceled",
  "order_paid",
  "dealt_with",
  "dealt_with_for_good",
  "expired",
  "review",
  "unclear",
  "unreachable",
  "unknown",
] as const
export type ShopperState = (typeof SHOPPER_STATES)[number]

/**
 * What the shopper can do: `wait` (nothing), `look` again, `retry` (which may be called paying), or go back to the
 * `shop`.
 */
export type ShopperAction = "wait" | "look" | "retry" | "shop"
