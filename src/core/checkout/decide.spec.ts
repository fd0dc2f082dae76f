import fc from "fast-check"
import { classifyOutcome } from "./outcome"
import { decide, LEADS_TO, type OrderState, type DecisionInput } from "./decide"
import { HOLD_REASONS, type HoldReason } from "./hold-reasons"
import { CHECKOUT_STATES, mayMove } from "./states"

const paid = classifyOutcome({ status: 4, resultCode: "000" })
const failed = classifyOutcome({ status: 3, resultCode: "1" })
const pending = classifyOutcome(undefined)

const input = (changes: Partial<DecisionInput> = {}): DecisionInput => ({
  state: "open",
  holdReason: null,
  isClosed: false,
  orderState: "order_waiting",
  sessionExists: true,
  capturedByThis: false,
  settledByOther: false,
  outcome: pending,
  canceledByShopper: false,
  requestedByPerson: false,
  overdue: false,
  ...changes,
})

const orderStates: OrderState[] = ["order_waiting", "order_paid", "order_canceled", "cart_open", "gone"]
const anyInput = fc.record({
  state: fc.constantFrom(...CHECKOUT_STATES),
  holdReason: fc.constantFrom(null, ...(Object.keys(HOLD_REASONS) as HoldReason[])),
  isClosed: fc.boolean(),
  orderState: fc.constantFrom(...orderStates),
  sessionExists: fc.boolean(),
  capturedByThis: fc.boolean(),
  settledByOther: fc.boolean(),
  outcome: fc.constantFrom(paid, failed, pending),
  mismatch: fc.constantFrom(undefined, "amount" as const, "currency" as const, "reference" as const),
  canceledByShopper: fc.boolean(),
  requestedByPerson: fc.boolean(),
  overdue: fc.boolean(),
})

describe("decide: the outcome table", () => {
  it.each<[string, Partial<DecisionInput>, object]>([
    ["paid, the order waits", { outcome: paid }, { kind: "capture" }],
    ["paid, the cart is open", { outcome: paid, orderState: "cart_open" }, { kind: "place" }],
    ["failed", { outcome: failed }, { kind: "fail" }],
    ["canceled by the shopper", { canceledByShopper: true }, { kind: "cancel" }],
    ["canceled by the shopper, yet paid", { canceledByShopper: true, outcome: paid }, { kind: "capture" }],
    ["pending", {}, { kind: "wait" }],
    ["expired", { overdue: true }, { kind: "expire" }],
    ["overdue, yet paid", { overdue: true, outcome: paid }, { kind: "capture" }],
    ["wrong amount", { outcome: paid, mismatch: "amount" }, { kind: "hold", reason: "amount" }],
    ["late, the order is canceled", { outcome: paid, orderState: "order_canceled" }, { kind: "hold", reason: "late" }],
    [
      "late, the checkout is expired and its cart open",
      { outcome: paid, state: "expired", isClosed: true, orderState: "cart_open" },
      { kind: "hold", reason: "late" },
    ],
    [
      "late, the declined checkout was closed",
      { outcome: paid, state: "failed", isClosed: true, orderState: "cart_open" },
      { kind: "hold", reason: "late" },
    ],
    [
      "expired, but its order could not be canceled and waits",
      { outcome: paid, state: "expired", isClosed: true },
      { kind: "capture" },
    ],
    [
      "expired, but its order was not canceled yet",
      { state: "expired", isClosed: true, overdue: true },
      { kind: "expire" },
    ],
    [
      "expired, and all is done",
      { state: "expired", isClosed: true, overdue: true, orderState: "order_canceled" },
      { kind: "nothing" },
    ],
    [
      "held, and a callback comes again",
      { outcome: paid, state: "held", holdReason: "late", isClosed: true, orderState: "cart_open" },
      { kind: "nothing" },
    ],
    [
      "held for its amount, and a callback comes again",
      { outcome: paid, state: "held", holdReason: "amount", isClosed: true },
      { kind: "nothing" },
    ],
    [
      "held for its amount, and a person has it looked at",
      { outcome: paid, state: "held", holdReason: "amount", isClosed: true, requestedByPerson: true },
      { kind: "capture" },
    ],
    [
      "held as late, and a person has it looked at",
      {
        outcome: paid,
        state: "held",
        holdReason: "late",
        isClosed: true,
        orderState: "cart_open",
        requestedByPerson: true,
      },
      { kind: "nothing" },
    ],
    [
      "accepted by a person, though late",
      { outcome: paid, state: "received", orderState: "cart_open" },
      { kind: "place" },
    ],
    [
      "a cart, twice",
      { outcome: paid, settledByOther: true, orderState: "cart_open" },
      { kind: "hold", reason: "twice" },
    ],
    [
      "its session took other money, and the order owes more",
      { outcome: paid, settledByOther: true },
      { kind: "hold", reason: "orphaned" },
    ],
    [
      "granted, and what the order owed was taken off it meanwhile",
      { outcome: paid, state: "received", orderState: "order_paid" },
      { kind: "capture" },
    ],
    ["paid otherwise", { outcome: paid, orderState: "order_paid" }, { kind: "hold", reason: "twice" }],
    ["the session is gone", { outcome: paid, sessionExists: false }, { kind: "hold", reason: "orphaned" }],
    ["failed arrives after paid", { outcome: failed, state: "paid" }, { kind: "nothing" }],
    [
      "failed arrives while the money is put onto the order",
      { outcome: failed, state: "received" },
      { kind: "nothing" },
    ],
    [
      "the paid order was canceled, and that is held",
      { capturedByThis: true, state: "held", orderState: "order_canceled", outcome: paid },
      { kind: "nothing" },
    ],
    ["Medusa has the money already", { capturedByThis: true, state: "received" }, { kind: "verify" }],
    [
      "Medusa has the money and rolled its order back",
      { capturedByThis: true, state: "received", orderState: "cart_open" },
      { kind: "place" },
    ],
    [
      "Medusa has the money, and neither order nor cart",
      { capturedByThis: true, state: "received", orderState: "gone" },
      { kind: "hold", reason: "unplaceable" },
    ],
    [
      "wrong reference, and Almara's answer to the opening is still awaited",
      { outcome: paid, state: "creating", mismatch: "reference" },
      { kind: "hold", reason: "reference" },
    ],
    ["refused, yet paid", { outcome: paid, state: "refused", isClosed: true }, { kind: "capture" }],
    ["refused, and its time is over", { state: "refused", isClosed: true, overdue: true }, { kind: "nothing" }],
    ["declined, and then canceled by the shopper", { state: "failed", canceledByShopper: true }, { kind: "wait" }],
    [
      "confirmed, and the order is canceled before it is put onto it",
      { outcome: paid, state: "received", orderState: "order_canceled" },
      { kind: "hold", reason: "late" },
    ],
    [
      "held for its currency, and a person has it looked at",
      { outcome: paid, state: "held", holdReason: "currency", isClosed: true, requestedByPerson: true },
      { kind: "capture" },
    ],
    [
      "held for its reference, and a person has it looked at",
      { outcome: paid, state: "held", holdReason: "reference", isClosed: true, requestedByPerson: true },
      { kind: "capture" },
    ],
    [
      "held as unplaceable, and a person has it looked at",
      {
        outcome: paid,
        state: "held",
        holdReason: "unplaceable",
        isClosed: true,
        orderState: "cart_open",
        requestedByPerson: true,
      },
      { kind: "place" },
    ],
    [
      "held, captured, and neither order nor cart",
      { capturedByThis: true, state: "held", holdReason: "unplaceable", orderState: "gone", outcome: paid },
      { kind: "nothing" },
    ],
    [
      "held, and the shopper has placed the order meanwhile",
      { capturedByThis: true, state: "held", holdReason: "unplaceable", orderState: "order_paid" },
      { kind: "verify" },
    ],
  ])("%s", (_name, changes, decision) => {
    expect(decide(input(changes))).toEqual(decision)
  })

  it("moves money only for what Almara calls paid, for the right sum, once, onto what waits for it", () => {
    fc.assert(
      fc.property(anyInput, (one) => {
        const decision = decide(one)
        if ((decision.kind !== "capture" && decision.kind !== "place") || one.capturedByThis) return
        expect(one.outcome.kind).toBe("paid")
        expect(one.mismatch).toBeUndefined()
        expect(one.settledByOther).toBe(false)
        expect(one.sessionExists).toBe(true)
        // What was granted while the order owed it is booked, also where that was taken off the order meanwhile.
        const orderStates =
          decision.kind === "place"
            ? ["cart_open"]
            : one.state === "received"
              ? ["order_waiting", "order_paid"]
              : ["order_waiting"]
        expect(orderStates).toContain(one.orderState)
      }),
    )
  })

  it("never lets money fall: what Almara calls paid is taken, held, or already there", () => {
    fc.assert(
      fc.property(anyInput, (one) => {
        if (one.outcome.kind !== "paid") return
        const isKnown = ["paid", "resolved", "held"].includes(one.state)
        const kinds = ["capture", "place", "hold", "verify", ...(isKnown ? ["nothing"] : [])]
        expect(kinds).toContain(decide(one).kind)
      }),
    )
  })
})

describe("what is decided about money can be applied", () => {
  it("each decision about money leads to a state that the ledger allows, from every state of Medusa", () => {
    fc.assert(
      fc.property(anyInput, (one) => {
        const decision = decide(one)
        if (decision.kind !== "capture" && decision.kind !== "place" && decision.kind !== "hold") return
        const to = LEADS_TO[decision.kind]
        expect(one.state === to || mayMove(one.state, to)).toBe(true)
      }),
    )
  })
})

describe("held money", () => {
  it("stays where it is until a person has it looked at, or Medusa itself has placed it", () => {
    fc.assert(
      fc.property(anyInput, (one) => {
        if (one.state !== "held" || one.requestedByPerson || one.capturedByThis) return
        expect(decide(one)).toEqual({ kind: "nothing" })
      }),
    )
  })
})

it("has a sentence for every reason to hold money", () => {
  for (const sentence of Object.values(HOLD_REASONS)) expect(sentence).toMatch(/^[A-Z].+\.$/)
})

describe("what the run of planted faults has found", () => {
  it.each<[string, Partial<DecisionInput>, object]>([
    [
      "held money is not declined later, not even where a person has it looked at",
      { state: "held", holdReason: "amount", requestedByPerson: true, outcome: failed },
      { kind: "nothing" },
    ],
    [
      "the time of an open checkout is over, and its order or cart is gone",
      { overdue: true, orderState: "gone" },
      { kind: "expire" },
    ],
    [
      "paid, and neither order nor cart is there, though its session is",
      { outcome: paid, orderState: "gone" },
      { kind: "hold", reason: "orphaned" },
    ],
    [
      "confirmed money of a closed checkout is placed",
      { outcome: paid, state: "received", isClosed: true, orderState: "cart_open" },
      { kind: "place" },
    ],
  ])("%s", (_name, changes, decision) => {
    expect(decide(input(changes))).toEqual(decision)
  })
})
