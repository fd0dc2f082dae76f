import fc from "fast-check"
import { classifyOutcome } from "./outcome"
import { BEYOND_CALLBACKS, CHECKOUT_STATES, decide, ENDED_UNPAID, HOLD_REASONS, LEADS_TO, mayMove, sourcesOf, TRANSITIONS, type CheckoutState, type HoldReason, type Home, type Situation } from "./transition"

const paid = classifyOutcome({ status: 4, resultCode: "000" })
const failed = classifyOutcome({ status: 3, resultCode: "1" })
const pending = classifyOutcome(undefined)

const situation = (changes: Partial<Situation> = {}): Situation => ({
  state: "open",
  holdReason: null,
  isClosed: false,
  home: "order_waiting",
  sessionExists: true,
  capturedByThis: false,
  settledByOther: false,
  outcome: pending,
  canceledByShopper: false,
  askedByPerson: false,
  overdue: false,
  ...changes,
})

const homes: Home[] = ["order_waiting", "order_paid", "order_canceled", "cart_open", "gone"]
const anySituation = fc.record({
  state: fc.constantFrom(...CHECKOUT_STATES),
  holdReason: fc.constantFrom(null, ...(Object.keys(HOLD_REASONS) as HoldReason[])),
  isClosed: fc.boolean(),
  home: fc.constantFrom(...homes),
  sessionExists: fc.boolean(),
  capturedByThis: fc.boolean(),
  settledByOther: fc.boolean(),
  outcome: fc.constantFrom(paid, failed, pending),
  mismatch: fc.constantFrom(undefined, "amount" as const, "currency" as const, "reference" as const),
  canceledByShopper: fc.boolean(),
  askedByPerson: fc.boolean(),
  overdue: fc.boolean(),
})

describe("decide: the outcome table", () => {
  it.each<[string, Partial<Situation>, object]>([
    ["paid, the order waits", { outcome: paid }, { kind: "capture" }],
    ["paid, the cart is open", { outcome: paid, home: "cart_open" }, { kind: "place" }],
    ["failed", { outcome: failed }, { kind: "fail" }],
    ["canceled by the shopper", { canceledByShopper: true }, { kind: "cancel" }],
    ["canceled by the shopper, yet paid", { canceledByShopper: true, outcome: paid }, { kind: "capture" }],
    ["pending", {}, { kind: "wait" }],
    ["expired", { overdue: true }, { kind: "expire" }],
    ["overdue, yet paid", { overdue: true, outcome: paid }, { kind: "capture" }],
    ["wrong amount", { outcome: paid, mismatch: "amount" }, { kind: "hold", reason: "amount" }],
    ["late, the order is canceled", { outcome: paid, home: "order_canceled" }, { kind: "hold", reason: "late" }],
    ["late, the checkout is expired and its cart open", { outcome: paid, state: "expired", isClosed: true, home: "cart_open" }, { kind: "hold", reason: "late" }],
    ["late, the declined checkout was closed", { outcome: paid, state: "failed", isClosed: true, home: "cart_open" }, { kind: "hold", reason: "late" }],
    ["expired, but its order could not be canceled and waits", { outcome: paid, state: "expired", isClosed: true }, { kind: "capture" }],
    ["expired, but its order was not canceled yet", { state: "expired", isClosed: true, overdue: true }, { kind: "expire" }],
    ["expired, and all is done", { state: "expired", isClosed: true, overdue: true, home: "order_canceled" }, { kind: "nothing" }],
    ["held, and a callback comes again", { outcome: paid, state: "held", holdReason: "late", isClosed: true, home: "cart_open" }, { kind: "nothing" }],
    ["held for its amount, and a callback comes again", { outcome: paid, state: "held", holdReason: "amount", isClosed: true }, { kind: "nothing" }],
    ["held for its amount, and a person has it looked at", { outcome: paid, state: "held", holdReason: "amount", isClosed: true, askedByPerson: true }, { kind: "capture" }],
    ["held as late, and a person has it looked at", { outcome: paid, state: "held", holdReason: "late", isClosed: true, home: "cart_open", askedByPerson: true }, { kind: "nothing" }],
    ["accepted by a person, though late", { outcome: paid, state: "received", home: "cart_open" }, { kind: "place" }],
    ["a cart, twice", { outcome: paid, settledByOther: true, home: "cart_open" }, { kind: "hold", reason: "twice" }],
    ["its session took other money, and the order owes more", { outcome: paid, settledByOther: true }, { kind: "hold", reason: "orphaned" }],
    ["granted, and what the order owed was taken off it meanwhile", { outcome: paid, state: "received", home: "order_paid" }, { kind: "capture" }],
    ["paid otherwise", { outcome: paid, home: "order_paid" }, { kind: "hold", reason: "twice" }],
    ["the session is gone", { outcome: paid, sessionExists: false }, { kind: "hold", reason: "orphaned" }],
    ["failed arrives after paid", { outcome: failed, state: "paid" }, { kind: "nothing" }],
    ["failed arrives while the money is put onto the order", { outcome: failed, state: "received" }, { kind: "nothing" }],
    ["the paid order was canceled, and that is held", { capturedByThis: true, state: "held", home: "order_canceled", outcome: paid }, { kind: "nothing" }],
    ["Medusa has the money already", { capturedByThis: true, state: "received" }, { kind: "confirm" }],
    ["Medusa has the money and rolled its order back", { capturedByThis: true, state: "received", home: "cart_open" }, { kind: "place" }],
    ["Medusa has the money, and neither order nor cart", { capturedByThis: true, state: "received", home: "gone" }, { kind: "hold", reason: "unplaceable" }],
    ["wrong reference, and Almara's answer to the opening is still awaited", { outcome: paid, state: "creating", mismatch: "reference" }, { kind: "hold", reason: "reference" }],
    ["refused, yet paid", { outcome: paid, state: "refused", isClosed: true }, { kind: "capture" }],
    ["refused, and its time is over", { state: "refused", isClosed: true, overdue: true }, { kind: "nothing" }],
    ["declined, and then canceled by the shopper", { state: "failed", canceledByShopper: true }, { kind: "wait" }],
    ["confirmed, and the order is canceled before it is put onto it", { outcome: paid, state: "received", home: "order_canceled" }, { kind: "hold", reason: "late" }],
    ["held for its currency, and a person has it looked at", { outcome: paid, state: "held", holdReason: "currency", isClosed: true, askedByPerson: true }, { kind: "capture" }],
    ["held for its reference, and a person has it looked at", { outcome: paid, state: "held", holdReason: "reference", isClosed: true, askedByPerson: true }, { kind: "capture" }],
    ["held as unplaceable, and a person has it looked at", { outcome: paid, state: "held", holdReason: "unplaceable", isClosed: true, home: "cart_open", askedByPerson: true }, { kind: "place" }],
    ["held, captured, and neither order nor cart", { capturedByThis: true, state: "held", holdReason: "unplaceable", home: "gone", outcome: paid }, { kind: "nothing" }],
    ["held, and the shopper has placed the order meanwhile", { capturedByThis: true, state: "held", holdReason: "unplaceable", home: "order_paid" }, { kind: "confirm" }],
  ])("%s", (_name, changes, verdict) => {
    expect(decide(situation(changes))).toEqual(verdict)
  })

  it("moves money only for what Almara calls paid, for the right money, once, onto something that waits for it", () => {
    fc.assert(
      fc.property(anySituation, (one) => {
        const verdict = decide(one)
        if ((verdict.kind !== "capture" && verdict.kind !== "place") || one.capturedByThis) return
        expect(one.outcome.kind).toBe("paid")
        expect(one.mismatch).toBeUndefined()
        expect(one.settledByOther).toBe(false)
        expect(one.sessionExists).toBe(true)
        // What was granted while the order owed it is booked, also where that was taken off the order meanwhile.
        const homes = verdict.kind === "place" ? ["cart_open"] : one.state === "received" ? ["order_waiting", "order_paid"] : ["order_waiting"]
        expect(homes).toContain(one.home)
      })
    )
  })

  it("never lets money fall: what Almara calls paid is taken, held, or already there", () => {
    fc.assert(
      fc.property(anySituation, (one) => {
        if (one.outcome.kind !== "paid") return
        const isKnown = ["paid", "resolved", "held"].includes(one.state)
        const kinds = ["capture", "place", "hold", "confirm", ...(isKnown ? ["nothing"] : [])]
        expect(kinds).toContain(decide(one).kind)
      })
    )
  })
})

describe("what is decided about money can be carried out", () => {
  it("each verdict about money leads to a state that the ledger allows, in every situation", () => {
    fc.assert(
      fc.property(anySituation, (one) => {
        const verdict = decide(one)
        if (verdict.kind !== "capture" && verdict.kind !== "place" && verdict.kind !== "hold") return
        const to = LEADS_TO[verdict.kind]
        expect(one.state === to || mayMove(one.state, to)).toBe(true)
      })
    )
  })
})

describe("held money", () => {
  it("stays where it is until a person has it looked at, or Medusa itself has placed it", () => {
    fc.assert(
      fc.property(anySituation, (one) => {
        if (one.state !== "held" || one.askedByPerson || one.capturedByThis) return
        expect(decide(one)).toEqual({ kind: "nothing" })
      })
    )
  })
})

describe("the transition table", () => {
  it("is this one: a way that is missing drops money, and one too many takes it back", () => {
    const expected: Record<CheckoutState, CheckoutState[]> = {
      creating: ["open", "refused", "failed", "canceled", "expired", "received", "held"],
      open: ["failed", "canceled", "expired", "received", "held"],
      failed: ["received", "held"],
      canceled: ["failed", "received", "held"],
      expired: ["received", "held"],
      refused: ["received", "held"],
      received: ["paid", "held"],
      held: ["received", "paid", "resolved"],
      paid: ["held"],
      resolved: [],
    }
    expect(TRANSITIONS).toEqual(expected)
  })

  it("moves forward only: no state can be reached again once it was left, but where a person holds or accepts money", () => {
    for (const from of CHECKOUT_STATES) {
      for (const to of CHECKOUT_STATES) {
        if (mayMove(from, to) && mayMove(to, from)) expect([from, to]).toContain("held")
      }
    }
  })

  it("never goes back from confirmed money to unpaid", () => {
    const unpaid = ["creating", "open", "failed", "canceled", "expired", "refused"] as const
    for (const from of ["received", "paid", "held", "resolved"] as const) {
      for (const to of unpaid) expect(mayMove(from, to)).toBe(false)
    }
  })

  it("ends in resolved", () => {
    expect(CHECKOUT_STATES.filter((state) => CHECKOUT_STATES.every((to) => !mayMove(state, to)))).toEqual(["resolved"])
  })

  it("reaches paid only through confirmed or held money", () => {
    expect(sourcesOf("paid")).toEqual(["received", "held"])
  })

  it("has a sentence for every reason to hold money", () => {
    for (const sentence of Object.values(HOLD_REASONS)) expect(sentence).toMatch(/^[A-Z].+\.$/)
  })
})

describe("what the run of planted faults has found", () => {
  it.each<[string, Partial<Situation>, object]>([
    ["held money is not declined later, not even where a person has it looked at", { state: "held", holdReason: "amount", askedByPerson: true, outcome: failed }, { kind: "nothing" }],
    ["the time of an open checkout is over, and its order or cart is gone", { overdue: true, home: "gone" }, { kind: "expire" }],
    ["paid, and neither order nor cart is there, though its session is", { outcome: paid, home: "gone" }, { kind: "hold", reason: "orphaned" }],
    ["confirmed money of a closed checkout is placed", { outcome: paid, state: "received", isClosed: true, home: "cart_open" }, { kind: "place" }],
  ])("%s", (_name, changes, verdict) => {
    expect(decide(situation(changes))).toEqual(verdict)
  })

  it("the lists of states are these", () => {
    expect(ENDED_UNPAID).toEqual(["failed", "canceled", "expired"])
    expect(BEYOND_CALLBACKS).toEqual(["paid", "resolved"])
  })
})
