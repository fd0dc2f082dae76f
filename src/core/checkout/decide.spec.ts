import { classifyOutcome } from "./outcome"
import { decide, LEADS_TO, type Decision, type DecisionInput, type OrderState } from "./decide"
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
const BOTH = [false, true]
const CHOICES: { [Name in keyof DecisionInput]-?: readonly DecisionInput[Name][] } = {
  state: CHECKOUT_STATES,
  holdReason: [null, ...(Object.keys(HOLD_REASONS) as HoldReason[])],
  isClosed: BOTH,
  orderState: orderStates,
  sessionExists: BOTH,
  capturedByThis: BOTH,
  settledByOther: BOTH,
  outcome: [paid, failed, pending],
  mismatch: [undefined, "amount", "amount_unreadable", "currency", "reference"],
  canceledByShopper: BOTH,
  requestedByPerson: BOTH,
  overdue: BOTH,
}

/** Calls back with every input there is, in one object that changes. */
function forEveryInput(look: (one: DecisionInput) => void): void {
  const one: Record<string, unknown> = { ...input(), mismatch: undefined }
  const choices = Object.entries(CHOICES) as [string, readonly unknown[]][]
  const choose = (place: number): void => {
    const choice = choices[place]
    if (!choice) return look(one as unknown as DecisionInput)
    for (const value of choice[1]) {
      one[choice[0]] = value
      choose(place + 1)
    }
  }
  choose(0)
}

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
})

describe("whatever the input", () => {
  const RULES: Record<string, (one: DecisionInput, decision: Decision) => boolean> = {
    "money moves only for what Almara calls paid, for the right sum, once, onto what waits for it": (one, { kind }) => {
      if ((kind !== "capture" && kind !== "place") || one.capturedByThis) return true
      // What was granted while the order owed it is booked, also where that was taken off the order meanwhile.
      const waits =
        kind === "place"
          ? one.orderState === "cart_open"
          : one.orderState === "order_waiting" || (one.state === "received" && one.orderState === "order_paid")
      return waits && one.outcome.kind === "paid" && !one.mismatch && !one.settledByOther && one.sessionExists
    },
    "what Almara calls paid is taken, held, or already there": ({ outcome, state }, { kind }) =>
      outcome.kind !== "paid" ||
      ["capture", "place", "hold", "verify"].includes(kind) ||
      (kind === "nothing" && ["paid", "resolved", "held"].includes(state)),
    "what is decided about money leads to a state that the ledger allows": ({ state }, { kind }) =>
      (kind !== "capture" && kind !== "place" && kind !== "hold") ||
      state === LEADS_TO[kind] ||
      mayMove(state, LEADS_TO[kind]),
    "held money stays until a person has it looked at, or Medusa itself has placed it": (one, { kind }) =>
      one.state !== "held" || one.requestedByPerson || one.capturedByThis || kind === "nothing",
  }
  const broken: Record<string, object[]> = Object.fromEntries(Object.keys(RULES).map((rule) => [rule, []]))
  let count = 0

  beforeAll(() => {
    const rules = Object.entries(RULES)
    forEveryInput((one) => {
      count += 1
      const decision = decide(one)
      for (const [rule, holds] of rules)
        if (!holds(one, decision) && (broken[rule]?.length ?? 0) < 3) broken[rule]?.push({ ...one, decision })
    })
  })

  it.each(Object.keys(RULES))("%s", (rule) => {
    expect([count, broken[rule]]).toEqual([960_000, []])
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
