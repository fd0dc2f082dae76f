import type { BusinessErrorCode } from "./business-errors"
import { compareMoney, isSameMoney, roundToMinor, type Money } from "../../money"
import { askOf } from "../../checkout/owed"
import type { OrderState } from "../../checkout/decide"
import { ACCEPTABLE, PAYS_PARTS, type HoldReason } from "../../checkout/hold-reasons"

/** Held money, and what Medusa has for it at this moment. */
export interface HeldMoney {
  reason: HoldReason | null
  orderState: OrderState
  /** What the order owes; null without an order. */
  owed: Money | null
  /** What the payment session would book that waits for this money; null where none does. */
  session: Money | null
  /** Whether a payment session of another sum could be made for it. */
  mayHaveAnother: boolean
  /** What was asked for. */
  asked: Money
  /** What came, as far as it is certain; null when it is not. */
  received: Money | null
  /** Whether a person has typed what came. */
  isTyped: boolean
}

/**
 * What would become of held money that is accepted: it goes onto the session that waits, or onto one that books this
 * sum.
 */
export type Fit =
  | { onto: "session" }
  | { onto: "another"; booked: Money }
  /** It depends on the sum, which is not certain. */
  | { onto: "unknown" }
  | { refused: BusinessErrorCode; expected?: Money }

/**
 * Returns where held money fits now, or why nowhere: what is offered and what is answered both go by it. Of an order
 * counts what it owes, of a cart what its payment session asks for.
 */
export function fitOf(held: HeldMoney): Fit {
  const { reason, orderState } = held
  if (!ACCEPTABLE.some((one) => one === reason)) return { refused: "not_acceptable" }
  if (orderState === "order_waiting") return fitOfOrder(held)
  return orderState === "cart_open" ? fitOfCart(held) : { refused: orderState }
}

function fitOfOrder({ reason, owed, session, mayHaveAnother, asked, received, isTyped }: HeldMoney): Fit {
  if (owed === null || !mayHaveAnother) return { refused: "nothing_waits" }
  if (received === null) return { onto: "unknown" }
  const expected = roundToMinor(owed)
  if (received.currency !== owed.currency) return { refused: "other_amount", expected }
  const paysParts = PAYS_PARTS.some((one) => one === reason)
  // Who pays on an old page has paid what that asked for.
  if (!paysParts && session && isSameMoney(received, roundToMinor(session))) return { onto: "session" }
  const ask = askOf({ owed, lacks: paysParts ? received : owed })
  if (ask && isSameMoney(ask.asked, received)) return { onto: "another", booked: ask.exact }
  if (paysParts) return { refused: "more_than_owed", expected }
  // The rest stays open.
  if (compareMoney(received, owed) < 0) return { onto: "another", booked: received }
  if (!isTyped) return { refused: "other_amount", expected }
  const isMoreThanAsked = compareMoney(received, asked) > 0
  return isMoreThanAsked ? { refused: "more_than_owed", expected } : { onto: "another", booked: received }
}

function fitOfCart({ reason, session, received, isTyped }: HeldMoney): Fit {
  if (reason === "twice") return { refused: "order_paid" }
  if (!session) return { refused: "nothing_waits" }
  if (received === null) return { onto: "unknown" }
  const expected = roundToMinor(session)
  if (isSameMoney(received, expected)) return { onto: "session" }
  return { refused: isTyped ? "cart_needs_amount" : "other_amount", expected }
}

/**
 * Returns where held money fits whose order was canceled, once that is placed anew and asks for `total`; or why
 * nowhere.
 * A canceled order is never paid.
 */
export function fitAnewOf(held: HeldMoney, total: Money | null): Fit {
  if (!ACCEPTABLE.some((one) => one === held.reason)) return { refused: "not_acceptable" }
  if (held.orderState !== "order_canceled") return { refused: "order_not_canceled" }
  if (!held.mayHaveAnother) return { refused: "no_provider" }
  return fitOf({ ...held, orderState: "order_waiting", owed: total, session: null })
}

/** Returns whether accepting held money is offered: it fits, or it depends on a sum that a person types. */
export function mayAccept(held: HeldMoney): boolean {
  return isOffered(held, fitOf(held))
}

/** Returns whether placing the order of held money anew is offered. */
export function mayPlaceAnew(held: HeldMoney, total: Money | null): boolean {
  return isOffered(held, fitAnewOf(held, total))
}

function isOffered({ reason }: HeldMoney, fit: Fit): boolean {
  return "onto" in fit && (fit.onto !== "unknown" || reason === "amount_unreadable")
}
