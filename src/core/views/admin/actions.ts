import { ACCEPTABLE_REASONS } from "./checkout"
import { isSameMoney, type Money } from "../../money"
import type { HoldReason, OrderState } from "../../checkout/decide"

/** Where an order or cart stands that can still be paid. */
const WAITING_STATES: readonly OrderState[] = ["order_waiting", "cart_open"]

/** Held money, and what Medusa has for it at this moment. */
export interface HeldMoney {
  reason: HoldReason | null
  orderState: OrderState
  /** What the order or cart waits for by Almara; null when nothing does. */
  waitingFor: Money | null
  /** What came, as far as it is certain; null when it is not. */
  received: Money | null
}

/**
 * Returns whether accepting held money would put it onto its order or cart, as far as can be known without asking
 * Almara.
 */
export function mayFit({ reason, orderState, waitingFor, received }: HeldMoney): boolean {
  if (reason === null || !ACCEPTABLE_REASONS.includes(reason) || !WAITING_STATES.includes(orderState)) return false
  // What arrived is typed by the person who accepts it.
  if (reason === "amount_unreadable") return waitingFor !== null
  return waitingFor !== null && received !== null && isSameMoney(waitingFor, received)
}
