/** Why an unpaid order is not canceled although the time to pay is over, each with its line for the merchant. */
export const KEPT_REASONS = {
  not_waiting: "The order is not waiting any more.",
  paid: "The order is paid.",
  money_held: "The time to pay is over. The order stays: a payment for it was received and held, and a person decides.",
  paid_otherwise: "The time to pay is over. The order stays: it was paid in another way, in full or in part.",
  nothing_owed: "The time to pay is over. The order stays: nothing is owed on it.",
  other_provider:
    "The time to pay is over. The order stays: the customer has chosen another way of paying for it. Cancel it yourself if nobody pays.",
  fulfilled: "The time to pay is over. The order stays, although it is not paid: it is being fulfilled.",
  not_ours:
    "The time to pay is over. The order stays: it was not placed with Almara from the customer's own cart, so canceling it is yours to decide.",
  callback_waits:
    "The time to pay is over. The order stays for now: a callback says that it was paid, and Almara has not confirmed that yet.",
  kept: "The time of this payment page is over. The order stays, because you keep it.",
  not_due: "The time of this payment page is over. The order stays, because it may be paid until its deadline.",
} as const satisfies Record<string, string>

export type KeptReason = keyof typeof KEPT_REASONS

/** That an order was paid or canceled is no news: it has no line. */
export function isWorthALine(reason: KeptReason): boolean {
  return reason !== "paid" && reason !== "not_waiting"
}
