import type { AlmaraOptions } from "../../core/options/options"
import { CHECKOUT_STATES, type CheckoutState } from "../../core/checkout/states"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { nextCheckOf, nextCheckAfterFailure } from "./next-check"

const now = new Date("2026-11-29T12:00:00Z")
const minutes = (number: number) => new Date(now.getTime() + number * 60_000)
const query = { verification: "query", graceInMinutes: 2 } as AlmaraOptions
const signature = { ...query, verification: "signature" } as AlmaraOptions

const row = (state: CheckoutState, changes: Partial<CheckoutRow> = {}) =>
  ({
    state,
    due_at: minutes(60),
    read_at: now,
    closed_at: null,
    checks: 0,
    announced_state: null,
    needs_review: false,
    hold_reason: null,
    ...changes,
  }) as CheckoutRow

beforeEach(() => jest.spyOn(Math, "random").mockReturnValue(0))
afterEach(() => jest.restoreAllMocks())

describe("the next check of a checkout", () => {
  it("comes for every one that is not closed, after a growing pause", () => {
    for (const state of CHECKOUT_STATES) expect([state, nextCheckOf(row(state), query)]).toEqual([state, minutes(1)])
    expect(nextCheckOf(row("open", { checks: 2 }), query)).toEqual(minutes(4))
  })

  it.each<[CheckoutState, Date | null]>([
    ["creating", minutes(1)],
    ["open", minutes(1)],
    // Closed by somebody whose process died, or by a person who accepted: its money is still on its way to an order.
    ["received", minutes(1)],
    ["failed", minutes(15)],
    ["canceled", minutes(15)],
    ["expired", minutes(15)],
    ["refused", null],
    ["paid", null],
    ["held", null],
    ["resolved", null],
  ])("of one that is closed as %s", (state, nextCheck) => {
    expect(nextCheckOf(row(state, { closed_at: now, due_at: minutes(-2) }), query)).toEqual(nextCheck)
  })

  it.each<[string, number, Date]>([
    ["its time is not over", 60, minutes(15)],
    ["it is, and it was not closed: its money may come at any moment", -2, minutes(1)],
    ["it is for less than an hour", -61.99, minutes(1)],
    ["it is for an hour", -62, minutes(15)],
  ])("comes soon, however often Almara was asked, for an hour after its time: %s", (_, due, nextCheck) => {
    expect(nextCheckOf(row("open", { due_at: minutes(due), checks: 9 }), { ...query, graceInMinutes: 2 })).toEqual(
      nextCheck,
    )
  })

  it("waits for the end of its time where only callbacks bring news", () => {
    expect(nextCheckOf(row("open"), signature)).toEqual(minutes(62))
    expect(nextCheckOf(row("open", { due_at: minutes(-1) }), signature)).toEqual(minutes(1))
    expect(nextCheckOf(row("open", { due_at: minutes(-2) }), signature)).toEqual(minutes(1))
    expect(nextCheckOf(row("received"), signature)).toEqual(minutes(1))
  })
})

describe("the check after a failure", () => {
  it("comes while something is left to do or to say", () => {
    expect(nextCheckAfterFailure(row("open"), query)).toEqual(minutes(1))
    expect(nextCheckAfterFailure(row("paid", { closed_at: now }), query)).toEqual(minutes(1))
    expect(nextCheckAfterFailure(row("paid", { closed_at: null, announced_state: "paid" }), query)).toEqual(minutes(1))
    expect(nextCheckAfterFailure(row("received", { closed_at: now }), query)).toEqual(minutes(1))
  })

  it("does not come once all is done and said", () => {
    expect(nextCheckAfterFailure(row("paid", { closed_at: now, announced_state: "paid" }), query)).toBeNull()
    expect(nextCheckAfterFailure(row("resolved", { closed_at: now }), query)).toBeNull()
  })
})
