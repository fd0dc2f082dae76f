import * as states from "./states"
import { CHECKOUT_STATES, mayMove, sourcesOf, sqlList, TRANSITIONS, type CheckoutState } from "./states"

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

  it("moves forward only: no state is reached again once left, but where a person holds or accepts money", () => {
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
})

it("the sets of states are these", () => {
  const sets = Object.fromEntries(
    Object.entries(states).filter(([name, value]) => Array.isArray(value) && name !== "CHECKOUT_STATES"),
  )
  expect(sets).toEqual({
    AWAITING_PAYMENT: ["creating", "open"],
    UNDER_WAY: ["creating", "open", "received"],
    PAYABLE: ["creating", "open", "failed", "canceled"],
    ENDED_UNPAID: ["failed", "canceled", "expired"],
    ENDED_WITH_MONEY: ["paid", "held", "resolved"],
    BEYOND_CALLBACKS: ["paid", "resolved"],
    NOTHING_TO_CHECK: ["refused", "paid", "resolved"],
    WITH_MONEY: ["received", "paid", "held", "resolved"],
    UNBOOKED: ["received", "held"],
    GRANTED: ["received", "paid"],
    SET_ASIDE: ["held", "resolved"],
    REFUNDABLE: ["paid", "resolved"],
    COUNTED_AS_FAILED: ["failed", "refused"],
    COUNTED_AS_ABANDONED: ["canceled", "expired"],
  })
})

it("a set stands in SQL as a list of its states", () => {
  expect(sqlList(states.GRANTED)).toBe("('received', 'paid')")
})
