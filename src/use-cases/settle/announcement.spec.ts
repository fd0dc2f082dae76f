import { CHECKOUT_STATES, type CheckoutState } from "../../core/checkout/states"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { announcementOf } from "./announcement"

const of = (state: CheckoutState, change: Partial<CheckoutRow> = {}) =>
  announcementOf({ state, needs_review: false, closed_at: null, ...change } as CheckoutRow)
const CLOSED = { closed_at: new Date(0) }
const ofAll = (change: Partial<CheckoutRow>) =>
  Object.fromEntries(CHECKOUT_STATES.map((state) => [state, of(state, change)]))
const NONE = {
  creating: undefined,
  open: undefined,
  canceled: undefined,
  received: undefined,
  refused: undefined,
  resolved: undefined,
}
const ENDED = { paid: "paid", held: "held", expired: "expired" }

describe("what is announced of a checkout", () => {
  it("while its time is not over", () => {
    expect(ofAll({})).toEqual({ ...NONE, ...ENDED, failed: "failed" })
  })

  it("when a person has to look at Almara's answer", () => {
    expect(ofAll({ needs_review: true })).toEqual({
      ...NONE,
      ...ENDED,
      creating: "review",
      open: "review",
      failed: "review",
      canceled: "review",
    })
  })

  it.each([false, true])("when its time is over, needs_review %s", (needs_review) => {
    expect(ofAll({ ...CLOSED, needs_review })).toEqual({ ...NONE, ...ENDED, failed: "expired", canceled: "expired" })
  })
})
