import { fitAnewOf, fitOf, mayAccept, mayPlaceAnew, type Fit, type HeldMoney } from "./actions"
import { actionsFor } from "./checkout"
import { money } from "../../money"
import type { OrderState } from "../../checkout/decide"
import { HOLD_REASONS, type HoldReason } from "../../checkout/hold-reasons"
import { CHECKOUT_STATES } from "../../checkout/states"

const REASONS = Object.keys(HOLD_REASONS) as HoldReason[]
const ORDER_STATES = [
  "order_waiting",
  "cart_open",
  "order_paid",
  "order_canceled",
  "gone",
] as const satisfies readonly OrderState[]
const kes = (amount: string) => money(amount, "KES")

/** Everything fits: 7,000 were asked for, came, and are waited for. */
const held = (changes: Partial<HeldMoney> = {}): HeldMoney => ({
  reason: "amount",
  orderState: "order_waiting",
  owed: changes.orderState === "cart_open" ? null : kes("7000"),
  session: kes("7000.00"),
  mayHaveAnother: changes.orderState !== "cart_open",
  asked: kes("7000"),
  received: kes("7000"),
  isTyped: false,
  ...changes,
})

/** Where accepting may succeed; nothing else is ever offered. */
const FITS: Record<HoldReason, readonly OrderState[]> = {
  amount: ["order_waiting", "cart_open"],
  amount_unreadable: ["order_waiting", "cart_open"],
  late: ["order_waiting", "cart_open"],
  orphaned: ["order_waiting", "cart_open"],
  twice: ["order_waiting"],
  currency: [],
  reference: [],
  order_canceled: [],
  unplaceable: ["order_waiting", "cart_open"],
}

describe.each(REASONS)("money that is held for the reason %s", (reason) => {
  it.each(ORDER_STATES)("is offered to be accepted only where it fits: %s", (orderState) => {
    const fits = mayAccept(held({ reason, orderState }))
    expect(fits).toBe(FITS[reason].includes(orderState))
    expect(actionsFor("held", reason, { mayCheck: true, fits })).toEqual(
      fits ? ["check", "accept", "refunded", "dismiss"] : ["check", "refunded", "dismiss"],
    )
    expect(actionsFor("held", reason, { mayCheck: false, fits })).toEqual(
      fits ? ["accept", "refunded", "dismiss"] : ["refunded", "dismiss"],
    )
  })

  it.each<[string, Partial<HeldMoney>]>([
    ["more than is waited for", { received: kes("7000.01") }],
    ["another currency", { received: money("7000", "USD") }],
    ["nothing that waits", { session: null, owed: null, mayHaveAnother: false }],
  ])("is not offered with %s", (_, changes) => {
    for (const orderState of ORDER_STATES) expect(mayAccept(held({ reason, orderState, ...changes }))).toBe(false)
  })

  it("is offered with a sum that is not certain only where that is typed", () => {
    for (const orderState of ORDER_STATES) {
      expect(mayAccept(held({ reason, orderState, received: null }))).toBe(
        reason === "amount_unreadable" && FITS[reason].includes(orderState),
      )
    }
  })

  it("is never accepted against its reason, whatever fits", () => {
    expect(actionsFor("held", reason).includes("accept")).toBe(FITS[reason].length > 0)
    if (FITS[reason].length === 0) expect(fitOf(held({ reason }))).toEqual({ refused: "not_acceptable" })
  })

  it.each(["order_paid", "order_canceled", "gone"] as const)(
    "is refused with the state where it is %s",
    (orderState) => {
      if (FITS[reason].length > 0) expect(fitOf(held({ reason, orderState }))).toEqual({ refused: orderState })
    },
  )
})

describe("where held money fits", () => {
  const another = (amount: string): Fit => ({ onto: "another", booked: kes(amount) })
  const edited = { owed: kes("4500"), received: kes("4500") }

  it.each<[string, Partial<HeldMoney>, Fit]>([
    ["the very session", {}, { onto: "session" }],
    ["what its page asked for, of an order that owes less by now", { owed: kes("4000") }, { onto: "session" }],
    ["what its page asked for, of an order that owes more by now", { owed: kes("9000") }, { onto: "session" }],
    ["all that is owed by now", edited, another("4500")],
    ["all that is owed, without a session of its own", { ...edited, session: null }, another("4500")],
    ["less than is owed by now", { ...edited, owed: kes("5000") }, another("4500")],
    ["more than is owed by now", { ...edited, owed: kes("4000") }, { refused: "other_amount", expected: kes("4000") }],
    ["a part, whose session took other money", { session: null, owed: kes("9000") }, another("7000")],
    ["a part, where the order owed nothing then", { reason: "twice", owed: kes("9000") }, another("7000")],
    ["a part, whose session is gone", { reason: "orphaned", session: null, owed: kes("9000") }, another("7000")],
    [
      "more than is owed, though its page asked for it",
      { reason: "twice", owed: kes("6999.99") },
      { refused: "more_than_owed", expected: kes("6999.99") },
    ],
    [
      "more than is owed, whose session is gone",
      { reason: "orphaned", session: null, owed: kes("4500") },
      { refused: "more_than_owed", expected: kes("4500") },
    ],
    ["no provider that could make a session", { ...edited, mayHaveAnother: false }, { refused: "nothing_waits" }],
    [
      "another currency than the order has",
      { reason: "twice", received: money("7000", "USD") },
      { refused: "other_amount", expected: kes("7000") },
    ],
    ["a typed part", { isTyped: true, received: kes("2500.5") }, another("2500.5")],
    ["a typed sum that is owed by now", { isTyped: true, received: kes("8000"), owed: kes("9000") }, another("8000")],
    [
      "a typed sum that was asked for",
      { isTyped: true, received: kes("6999.99"), owed: kes("4500") },
      another("6999.99"),
    ],
    [
      "a typed sum that is neither owed nor was asked for",
      { isTyped: true, received: kes("7000.01"), owed: kes("4500") },
      { refused: "more_than_owed", expected: kes("4500") },
    ],
    ["a cart's session", { orderState: "cart_open" }, { onto: "session" }],
    [
      "a cart that asks for another sum by now",
      { orderState: "cart_open", session: kes("9000") },
      { refused: "other_amount", expected: kes("9000") },
    ],
    [
      "a typed part of a cart",
      { orderState: "cart_open", isTyped: true, received: kes("2500") },
      { refused: "cart_needs_amount", expected: kes("7000") },
    ],
    ["a cart that other money stands for", { orderState: "cart_open", session: null }, { refused: "nothing_waits" }],
    ["a cart that was paid twice", { orderState: "cart_open", reason: "twice" }, { refused: "order_paid" }],
  ])("%s", (_, changes, fit) => {
    expect(fitOf(held(changes))).toEqual(fit)
  })

  it("what a currency cannot carry is booked as it is owed: 110 yen came for 109.75", () => {
    const [owed, received] = [money("109.75", "JPY"), money("110", "JPY")]
    for (const reason of ["amount", "twice"] as const) {
      expect(fitOf(held({ reason, owed, received, session: null }))).toEqual({ onto: "another", booked: owed })
    }
    expect(fitOf(held({ owed: money("500", "JPY"), received, session: owed }))).toEqual({ onto: "session" })
    expect(fitOf(held({ orderState: "cart_open", received, session: owed }))).toEqual({ onto: "session" })
    expect(fitOf(held({ owed, received: money("111", "JPY") }))).toEqual({
      refused: "other_amount",
      expected: money("110", "JPY"),
    })
  })
})

describe("held money whose order was canceled", () => {
  const late = (changes: Partial<HeldMoney> = {}) => held({ reason: "late", orderState: "order_canceled", ...changes })

  it.each<[string, Partial<HeldMoney>, Fit]>([
    ["all that the new order asks for", {}, { onto: "another", booked: kes("7000") }],
    ["a part of it", { received: kes("4000") }, { onto: "another", booked: kes("4000") }],
    ["more than it asks for", { received: kes("7000.01") }, { refused: "other_amount", expected: kes("7000") }],
    ["a sum that is not certain", { received: null }, { onto: "unknown" }],
    ["an order that stands", { orderState: "order_waiting" }, { refused: "order_not_canceled" }],
    ["a cart", { orderState: "cart_open" }, { refused: "order_not_canceled" }],
    ["no provider of ours", { mayHaveAnother: false }, { refused: "no_provider" }],
    ["another currency", { received: money("7000", "USD") }, { refused: "other_amount", expected: kes("7000") }],
  ])("%s", (_, changes, fit) => {
    expect(fitAnewOf(late(changes), kes("7000"))).toEqual(fit)
    const isOffered = "onto" in fit && fit.onto !== "unknown"
    expect(mayPlaceAnew(late(changes), kes("7000"))).toBe(isOffered)
    expect(actionsFor("held", "late", { mayCheck: true, fits: false, fitsAnew: isOffered })).toEqual(
      isOffered ? ["check", "place_anew", "refunded", "dismiss"] : ["check", "refunded", "dismiss"],
    )
  })

  it.each(REASONS)("is placed anew only for a reason that may be accepted: %s", (reason) => {
    expect(mayPlaceAnew(late({ reason }), kes("7000"))).toBe(FITS[reason].length > 0)
    expect(mayPlaceAnew(late({ reason, received: null }), kes("7000"))).toBe(reason === "amount_unreadable")
  })

  it("nothing is placed anew of an order whose total nobody knows", () => {
    expect(fitAnewOf(late(), null)).toEqual({ refused: "nothing_waits" })
  })
})

it("a checkout that is not held can be checked, unless it is at its end or Almara may not be asked", () => {
  for (const state of CHECKOUT_STATES.filter((one) => one !== "held")) {
    const isOver = state === "paid" || state === "resolved"
    expect([state, actionsFor(state, null)]).toEqual([state, isOver ? [] : ["check"]])
    expect([state, actionsFor(state, null, { mayCheck: false, fits: true })]).toEqual([state, []])
  }
})

it("money without a reason is accepted nowhere", () => {
  expect(mayAccept(held({ reason: null }))).toBe(false)
  expect(actionsFor("held", null)).toEqual(["check", "refunded", "dismiss"])
})
