import type { Decision } from "../../core/checkout/decide"
import type { CheckoutState } from "../../core/checkout/states"
import { nextState, settlesOf, mismatchOf } from "./fit"
import type { MedusaSnapshot } from "../medusa/snapshot"
import { money, smallestUnit } from "../../core/money"

const HOLD: Decision = { kind: "hold", reason: "late" }
const next = (state: CheckoutState, decision: Decision) => nextState({ state, checkout_reference: "ORD-1" }, decision)

it.each<[CheckoutState, Decision, CheckoutState | undefined]>([
  ["open", { kind: "capture" }, "received"],
  ["held", { kind: "place" }, "received"],
  ["paid", HOLD, "held"],
  ["open", { kind: "fail" }, "failed"],
  ["creating", { kind: "cancel" }, "canceled"],
  ["held", HOLD, undefined],
  ["received", { kind: "capture" }, undefined],
  ["expired", { kind: "fail" }, undefined],
  ["failed", { kind: "cancel" }, undefined],
  ["open", { kind: "expire" }, undefined],
  ["received", { kind: "verify" }, undefined],
  ["paid", { kind: "nothing" }, undefined],
])("from %s by %j: %s", (state, decision, to) => {
  expect(next(state, decision)).toBe(to)
})

it.each<[CheckoutState, Decision, string]>([
  ["paid", { kind: "capture" }, "received"],
  ["resolved", { kind: "place" }, "received"],
  ["resolved", HOLD, "held"],
])("money is not dropped in silence where the ledger allows no way: from %s by %j", (state, decision, to) => {
  expect(() => next(state, decision)).toThrow(
    expect.objectContaining({
      type: "unexpected_state",
      message: `Money of the checkout ORD-1 cannot be written down: the ledger allows no way from ${state} to ${to}.`,
    }),
  )
})

const SESSION = { id: "payses_1", amount: "109.75" }
const snapshot = (change: Partial<MedusaSnapshot>) =>
  ({ paymentCollectionId: "pay_col_1", orderId: null, revision: 3, ...change }) as MedusaSnapshot

describe("what money stands for", () => {
  it("a cart's payment collection, and the sum of the session as Medusa books it", () => {
    expect(settlesOf(snapshot({}), SESSION)).toEqual({
      collection: "pay_col_1",
      session: "payses_1",
      booked: "109.75",
      order: null,
    })
  })

  it("an order, by the revision that was read", () => {
    expect(settlesOf(snapshot({ orderId: "order_1" }), SESSION).order).toEqual({ id: "order_1", revision: 3 })
  })

  it.each<[string, MedusaSnapshot, typeof SESSION | null]>([
    ["session", snapshot({}), null],
    ["payment collection", snapshot({ paymentCollectionId: null }), SESSION],
  ])("nothing without its %s", (_, snapshot, session) => {
    expect(() => settlesOf(snapshot, session)).toThrow(/cannot be put onto anything/)
    expect(() => settlesOf(snapshot, session)).toThrow(expect.objectContaining({ type: "unexpected_state" }))
  })
})

const CHECKOUT = { amount: "7000", currency_code: "kes", checkout_reference: "ALM-1" }
const CARD = {
  confirms: { amount: true, reference: true },
  carries: (currency: string) => ({ unit: smallestUnit(currency), least: smallestUnit(currency) }),
}
const PAID = { money: money("7000", "KES"), checkoutReference: "ALM-1" }
const sessionOf = (amount: string, currency_code = "kes") => ({ amount, currency_code }) as MedusaSnapshot["session"]
const SHOP = { owed: money("7000", "KES"), session: sessionOf("7000") }

describe("what was paid is what was asked for", () => {
  it.each<
    [
      string,
      Partial<typeof CHECKOUT>,
      Parameters<typeof mismatchOf>[1],
      Partial<typeof SHOP>,
      ReturnType<typeof mismatchOf>,
    ]
  >([
    ["all is equal", {}, PAID, {}, undefined],
    ["nothing was reported", {}, null, { session: sessionOf("1") }, undefined],
    ["no session and no order are there any more", {}, PAID, { owed: null as never, session: null }, undefined],
    ["another amount", {}, { ...PAID, money: money("6999", "KES") }, {}, "amount"],
    ["no amount that can be read", {}, { ...PAID, money: undefined }, {}, "amount_unreadable"],
    [
      "no amount that can be read, under another reference",
      {},
      { money: undefined, checkoutReference: "ALM-2" },
      {},
      "reference",
    ],
    ["another currency, which tells more than the amount", {}, { ...PAID, money: money("70", "USD") }, {}, "currency"],
    ["another reference", {}, { ...PAID, checkoutReference: "ALM-2" }, {}, "reference"],
    ["no reference", {}, { ...PAID, checkoutReference: undefined }, {}, "reference"],
    ["the order is in another currency by now", {}, PAID, { owed: money("7000", "USD") }, "currency"],
    ["the order owes another sum by now, which is no matter here", {}, PAID, { owed: money("9300", "KES") }, undefined],
    ["the session asks for another sum", {}, PAID, { session: sessionOf("9300") }, "amount"],
    ["the session asks in another currency", {}, PAID, { session: sessionOf("7000", "usd") }, "currency"],
    [
      "the session's fraction cannot be asked for",
      { amount: "110", currency_code: "jpy" },
      { ...PAID, money: money("110", "JPY") },
      { owed: money("109.75", "JPY"), session: sessionOf("109.75", "jpy") },
      undefined,
    ],
  ])("%s", (_, checkout, report, snapshot, mismatch) => {
    expect(mismatchOf({ ...CHECKOUT, ...checkout }, report, { ...SHOP, ...snapshot }, CARD)).toBe(mismatch)
  })
})

describe("what a method's status answer does not name", () => {
  const SILENT = { ...CARD, confirms: { amount: false, reference: false } }

  it.each<[string, Parameters<typeof mismatchOf>[1], ReturnType<typeof mismatchOf>]>([
    ["is as it was asked for", {}, undefined],
    ["differs where a callback names another sum", { money: money("6500", "KES") }, "amount"],
    ["differs where a callback names another currency", { money: money("7000", "USD") }, "currency"],
    ["differs where another reference is named all the same", { checkoutReference: "ALM-2" }, "reference"],
  ])("%s", (_, report, mismatch) => {
    expect(mismatchOf(CHECKOUT, report, SHOP, SILENT)).toBe(mismatch)
  })

  it("but the session must ask for what was asked", () => {
    expect(mismatchOf(CHECKOUT, {}, { ...SHOP, session: sessionOf("9300") }, SILENT)).toBe("amount")
  })

  it("and the sum of the session is compared as the method carries it", () => {
    const wholeShillings = { ...SILENT, carries: () => ({ unit: money("1", "KES"), least: money("1", "KES") }) }
    expect(mismatchOf(CHECKOUT, {}, { ...SHOP, session: sessionOf("6999.75") }, wholeShillings)).toBeUndefined()
    expect(mismatchOf(CHECKOUT, {}, { ...SHOP, session: sessionOf("6999.75") }, SILENT)).toBe("amount")
  })
})
