import type { FailureReason } from "../checkout/result-codes"
import type { PublicCheckout } from "./public-checkout"

/**
 * What a shopper is told about a payment, in English. The storefront helper translates it, and says in the place of
 * `{until}` how long there is time.
 */
export const SHOPPER_TEXTS = {
  preparing: { title: "Your payment is being prepared", text: "This takes a moment." },
  not_started: { title: "The payment could not be started", text: "Nothing was charged. You can try again {until}." },
  confirming: {
    title: "Your payment is being confirmed",
    text: "This can take a few minutes. You may close this page: your order goes on by itself.",
  },
  placing: { title: "Thank you", text: "Your payment was received. Your order is being placed." },
  paid: { title: "Thank you", text: "Your payment was received, and your order is placed." },
  partly_paid: {
    title: "Thank you. A part is still open",
    text: "Your payment was received. The order asks for more by now. You can still pay the rest.",
  },
  failed: { title: "The payment did not go through", text: "You can try again {until}, also with another card." },
  failed_for_good: {
    title: "The payment did not go through",
    text: "It cannot be tried again. You are welcome to order again.",
  },
  canceled: { title: "You left the payment", text: "You can still pay {until}." },
  canceled_for_good: {
    title: "You left the payment",
    text: "It cannot be paid any more. You are welcome to order again.",
  },
  changed: {
    title: "The order has changed",
    text: "Another sum is to be paid now. You can still pay, on a new page. Please do not pay on the old one any more.",
  },
  order_canceled: {
    title: "The order was canceled",
    text: "Please do not pay on its payment page any more. If you have paid already, you will hear from us. You are welcome to order again.",
  },
  order_paid: {
    title: "This order is paid",
    text: "Nothing is left to pay. Please do not pay on the old payment page any more.",
  },
  dealt_with: {
    title: "The store has dealt with your earlier payment",
    text: "It does not count for this order, which is still to be paid. You can still pay {until}.",
  },
  dealt_with_for_good: {
    title: "The store has dealt with your payment",
    text: "Nothing is left to pay here. Please contact the store if you have a question.",
  },
  expired: {
    title: "The time to pay is over",
    text: "It was not paid in time, so nothing will be sent. You are welcome to order again.",
  },
  review: {
    title: "We are looking at your payment",
    text: "Your payment arrived, and somebody in the store is looking at it. Please do not pay again; you will hear from us.",
  },
  unclear: {
    title: "We are checking your payment",
    text: "It is not certain yet whether it went through, and somebody in the store is asking. Please do not pay again; you will hear from us.",
  },
} as const satisfies Record<string, { title: string; text: string }>

/** Everything that the store itself tells a shopper about a payment. */
export type ToldState = keyof typeof SHOPPER_TEXTS

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

/** What a customer reads who would pay for a draft of the merchant's. */
export const NOT_CONFIRMED =
  "The store is still preparing this order, and it cannot be paid yet. Please try again when the store has confirmed it."

/** What is told of a payment. Nobody is told "failed" while it is not known. */
export type Told = Pick<PublicCheckout, "status" | "reason" | "can_retry" | "is_outdated">

/** Which of the texts tells a payment; it offers only what is possible. */
export function toldState({ status, reason, can_retry, is_outdated }: Told, hasOrder: boolean): ToldState {
  if (reason === "order_paid" || reason === "order_canceled") return reason
  if (reason === "dealt_with") return can_retry ? "dealt_with" : "dealt_with_for_good"
  if (is_outdated && can_retry) return "changed"
  switch (status) {
    case "created":
      return can_retry ? "not_started" : "preparing"
    case "open":
      return can_retry ? "not_started" : "confirming"
    case "paid":
      if (!hasOrder) return "placing"
      return can_retry ? "partly_paid" : "paid"
    case "failed":
      return can_retry ? "failed" : "failed_for_good"
    case "canceled":
      return can_retry ? "canceled" : "canceled_for_good"
    case "expired":
      return "expired"
    case "review":
      return reason === "unclear" ? "unclear" : "review"
  }
}

/** Whether a reason says why a payment failed. */
export function isFailure(reason: unknown): reason is FailureReason {
  return typeof reason === "string" && Object.hasOwn(FAILURE_SENTENCES, reason)
}

/** A state in English, in one line that names no time. */
export function shopperSentence(state: ToldState, why = ""): string {
  const { title, text } = SHOPPER_TEXTS[state]
  return `${title}. ${why && `${why} `}${text.replace(" {until}", "")}`
}

/** A payment in English, for storefronts without words of their own. */
export function shopperMessage(told: Told, hasOrder: boolean): string {
  const why = told.status === "failed" && isFailure(told.reason) ? FAILURE_SENTENCES[told.reason] : ""
  return shopperSentence(toldState(told, hasOrder), why)
}
