/**
 * The states of one checkout order at Almara, as the ledger keeps them.
 * `received`: Almara confirmed the money and it fits; it is being put onto its order.
 * `held`: money was received that fits nowhere by itself; a person decides.
 */
export const CHECKOUT_STATES = [
  "creating",
  "open",
  "failed",
  "canceled",
  "expired",
  "refused",
  "received",
  "paid",
  "held",
  "resolved",
] as const
export type CheckoutState = (typeof CHECKOUT_STATES)[number]

/** Where a state may go. States only move forward: what is not listed here is refused by the ledger. */
export const TRANSITIONS = {
  creating: ["open", "refused", "failed", "canceled", "expired", "received", "held"],
  open: ["failed", "canceled", "expired", "received", "held"],
  failed: ["received", "held"],
  canceled: ["failed", "received", "held"],
  // An order that could not be canceled still waits for its money.
  expired: ["received", "held"],
  refused: ["received", "held"],
  received: ["paid", "held"],
  held: ["received", "paid", "resolved"],
  // The merchant can cancel a paid order; its money is then without an order.
  paid: ["held"],
  resolved: [],
} as const satisfies Record<CheckoutState, readonly CheckoutState[]>

/** Returns whether the ledger may move a checkout from one state to another. */
export function mayMove(from: CheckoutState, to: CheckoutState): boolean {
  return (TRANSITIONS[from] as readonly CheckoutState[]).includes(to)
}

/** Returns the states from which the ledger may move to `to`. */
export function sourcesOf(to: CheckoutState): CheckoutState[] {
  return CHECKOUT_STATES.filter((from) => mayMove(from, to))
}

/** Some of the states, in the order of `CHECKOUT_STATES`. */
export interface StateSet<Member extends CheckoutState> extends ReadonlyArray<Member> {
  includes(state: CheckoutState, fromIndex?: number): state is Member
}

type Decisions = Record<CheckoutState, boolean>
type MemberOf<Of extends Decisions> = {
  [State in CheckoutState]: Of[State] extends true ? State : never
}[CheckoutState]

/** A set has to decide about every state: without a new state's line it does not compile. */
function setOf<const Of extends Decisions>(decisions: Of): StateSet<MemberOf<Of>> {
  const members: readonly CheckoutState[] = CHECKOUT_STATES.filter((state) => decisions[state])
  return members as StateSet<MemberOf<Of>>
}

/** Almara has said nothing final: the shopper may be on the way to its page, or there. */
// prettier-ignore
export const AWAITING_PAYMENT = setOf({
  creating: true, open: true, failed: false, canceled: false, expired: false,
  refused: false, received: false, paid: false, held: false, resolved: false,
})

/** On the way to somewhere else: closed in one of these, a checkout was not brought to its end. */
// prettier-ignore
export const UNDER_WAY = setOf({
  creating: true, open: true, failed: false, canceled: false, expired: false,
  refused: false, received: true, paid: false, held: false, resolved: false,
})

/** An attempt without money whose shopper may be waiting. */
// prettier-ignore
export const PAYABLE = setOf({
  creating: true, open: true, failed: true, canceled: true, expired: false,
  refused: false, received: false, paid: false, held: false, resolved: false,
})

/** The states in which a checkout that Almara knows may be closed without money. */
// prettier-ignore
export const ENDED_UNPAID = setOf({
  creating: false, open: false, failed: true, canceled: true, expired: true,
  refused: false, received: false, paid: false, held: false, resolved: false,
})

/** Money has come, and it is not on its way any more. */
// prettier-ignore
export const ENDED_WITH_MONEY = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: false, paid: true, held: true, resolved: true,
})

/** The states that nothing Almara says can change any more. */
// prettier-ignore
export const BEYOND_CALLBACKS = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: false, paid: true, held: false, resolved: true,
})

/** Almara was never told of these, or has answered for good. */
// prettier-ignore
export const NOTHING_TO_CHECK = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: true, received: false, paid: true, held: false, resolved: true,
})

/** Money has come, whatever became of it. */
// prettier-ignore
export const WITH_MONEY = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: true, paid: true, held: true, resolved: true,
})

/** Money has come, and no person has dealt with it and no order has it yet. */
// prettier-ignore
export const UNBOOKED = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: true, paid: false, held: true, resolved: false,
})

/** The money belongs to its order: it is on it, or is being put onto it. */
// prettier-ignore
export const GRANTED = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: true, paid: true, held: false, resolved: false,
})

/** The money is for no order: a person decides about it, or has decided. */
// prettier-ignore
export const SET_ASIDE = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: false, paid: false, held: true, resolved: true,
})

/** The money stands on an order, or stood there until a person dealt with it. */
// prettier-ignore
export const REFUNDABLE = setOf({
  creating: false, open: false, failed: false, canceled: false, expired: false,
  refused: false, received: false, paid: true, held: false, resolved: true,
})

/** The merchant's numbers count these as failed. */
// prettier-ignore
export const COUNTED_AS_FAILED = setOf({
  creating: false, open: false, failed: true, canceled: false, expired: false,
  refused: true, received: false, paid: false, held: false, resolved: false,
})

/** The merchant's numbers count these as abandoned. */
// prettier-ignore
export const COUNTED_AS_ABANDONED = setOf({
  creating: false, open: false, failed: false, canceled: true, expired: true,
  refused: false, received: false, paid: false, held: false, resolved: false,
})

/** Returns the states as SQL's `in` takes them: `('open', 'failed')`. */
export function sqlList(names: readonly string[]): string {
  return `(${names.map((name) => `'${name}'`).join(", ")})`
}
