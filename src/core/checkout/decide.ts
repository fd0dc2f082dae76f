import { FITS_LATER, type HoldReason } from "./hold-reasons"
import type { ClassifiedOutcome } from "./outcome"
import { BEYOND_CALLBACKS, UNBOOKED, type CheckoutState } from "./states"

/** What in a paid report may differ from what was asked for. */
export type Mismatch = Extract<HoldReason, "amount" | "amount_unreadable" | "currency" | "reference">

/**
 * What Medusa has for a checkout at this moment. An order waits as long as it owes anything, and is paid where it
 * owes nothing. `gone`: neither an order nor a cart that could become one.
 */
export type OrderState = "order_waiting" | "order_paid" | "order_canceled" | "cart_open" | "gone"

export interface DecisionInput {
  state: CheckoutState
  /** Why money is held; null while none is. */
  holdReason: HoldReason | null
  /** Whether the checkout was closed before: its time is over, and the merchant was told so. */
  isClosed: boolean
  orderState: OrderState
  /** Whether Medusa still has the payment session that this checkout was made for. */
  sessionExists: boolean
  /** Whether Medusa already has a captured payment that was made by this very checkout. */
  capturedByThis: boolean
  /**
   * Whether the payment session, or with a cart its payment collection, stands for another checkout's money: it takes
   * that of one.
   */
  settledByOther: boolean
  outcome: ClassifiedOutcome
  /** What in a paid report differs from what was asked for; undefined when all is equal. */
  mismatch?: Mismatch
  /** The shopper came back by the cancel address. */
  canceledByShopper: boolean
  /** A person of the store has it looked at. */
  requestedByPerson: boolean
  /** The due date and the grace after it are over. */
  overdue: boolean
}

export type Decision =
  | { kind: "capture" }
  | { kind: "place" }
  | { kind: "verify" }
  | { kind: "hold"; reason: HoldReason }
  | { kind: "fail" }
  | { kind: "cancel" }
  | { kind: "expire" }
  | { kind: "wait" }
  | { kind: "nothing" }

/**
 * The state that a decision leads to at once; `expire` only closes, and `verify` is for later, when Medusa has done its
 * part.
 */
export const LEADS_TO = {
  capture: "received",
  place: "received",
  hold: "held",
  fail: "failed",
  cancel: "canceled",
} as const satisfies Partial<Record<Decision["kind"], CheckoutState>>

/**
 * Decides what one answer of Almara means for one checkout: the outcome table of the design, as code.
 * `capture`: the order waits, put the money on it. `place`: complete the cart, which takes the money along.
 * `verify`: Medusa has the money already, only the ledger is behind. Pure; throws nothing.
 */
export function decide(input: DecisionInput): Decision {
  if (BEYOND_CALLBACKS.includes(input.state)) return { kind: "nothing" }
  if (input.capturedByThis) return decideCaptured(input)
  // The merchant was told, and may be refunding at this moment: held money moves only when a person has it looked at.
  if (input.state === "held" && !isReconsidered(input)) return { kind: "nothing" }
  if (input.outcome.kind === "paid") return decidePaid(input)
  // Money that was confirmed once is not undone by a later answer: `failed` after `paid` arrives late.
  if (input.state === "refused" || UNBOOKED.includes(input.state)) return { kind: "nothing" }
  // Also of a closed checkout: the process that closed it may have died before it had canceled the order.
  if (input.overdue)
    return input.state === "expired" && input.orderState !== "order_waiting" ? { kind: "nothing" } : { kind: "expire" }
  if (input.outcome.kind === "failed") return { kind: "fail" }
  if (input.canceledByShopper && input.state !== "failed") return { kind: "cancel" }
  return { kind: "wait" }
}

function isReconsidered({ requestedByPerson, holdReason }: DecisionInput): boolean {
  return requestedByPerson && holdReason !== null && FITS_LATER.includes(holdReason)
}

/**
 * Medusa captured the money and rolled its order back, or the order was canceled, or all is well and only the ledger is
 * behind.
 */
function decideCaptured({ state, orderState }: DecisionInput): Decision {
  if (orderState === "cart_open") return { kind: "place" }
  if (state === "held" && (orderState === "order_canceled" || orderState === "gone")) return { kind: "nothing" }
  return orderState === "gone" ? { kind: "hold", reason: "unplaceable" } : { kind: "verify" }
}

function decidePaid(input: DecisionInput): Decision {
  if (input.mismatch) return { kind: "hold", reason: input.mismatch }
  if (isTwice(input)) return { kind: "hold", reason: "twice" }
  if (isLate(input)) return { kind: "hold", reason: "late" }
  if (input.orderState === "gone" || !input.sessionExists || input.settledByOther)
    return { kind: "hold", reason: "orphaned" }
  return { kind: input.orderState === "cart_open" ? "place" : "capture" }
}

/**
 * Paid for what owes nothing. Money that was granted while its order owed is booked even if that was changed meanwhile:
 * what is too much is in sight then, and no answer takes back what was decided.
 */
function isTwice({ orderState, state, settledByOther }: DecisionInput): boolean {
  return (orderState === "order_paid" && state !== "received") || (orderState === "cart_open" && settledByOther)
}

/** An order that still waits takes its money, however late it comes; nothing else does once the checkout was closed. */
function isLate({ state, orderState, isClosed }: DecisionInput): boolean {
  const wasEnded = isClosed && !UNBOOKED.includes(state)
  return orderState === "order_canceled" || (wasEnded && orderState !== "order_waiting")
}
