import { mayFit } from "./actions"
import { actionsFor } from "./checkout"
import { money } from "../../money"
import { CHECKOUT_STATES, HOLD_REASONS, type HoldReason, type Home } from "../../checkout/decide"

const REASONS = Object.keys(HOLD_REASONS) as HoldReason[]
const HOMES = ["order_waiting", "cart_open", "order_paid", "order_canceled", "gone"] as const satisfies readonly Home[]
const asked = money("7000", "KES")

/** Where accepting may succeed; nothing else is ever offered. */
const FITS: Partial<Record<HoldReason, readonly Home[]>> = {
  amount: ["order_waiting", "cart_open"],
  amount_unreadable: ["order_waiting", "cart_open"],
  late: ["order_waiting", "cart_open"],
  orphaned: ["order_waiting", "cart_open"],
  twice: ["order_waiting", "cart_open"],
  unplaceable: ["order_waiting", "cart_open"],
}

describe.each(REASONS)("money that is held for the reason %s", (reason) => {
  it.each(HOMES)("is offered to be accepted only where it fits: %s", (home) => {
    const fits = mayFit({ reason, home, waitingFor: asked, received: money("7000.00", "kes") })
    expect(fits).toBe(FITS[reason]?.includes(home) ?? false)
    expect(actionsFor("held", reason, { mayAsk: true, fits })).toEqual(fits ? ["check", "accept", "refunded", "dismiss"] : ["check", "refunded", "dismiss"])
    expect(actionsFor("held", reason, { mayAsk: false, fits })).toEqual(fits ? ["accept", "refunded", "dismiss"] : ["refunded", "dismiss"])
  })

  it.each([
    ["another sum", asked, money("6000", "KES")],
    ["another currency", asked, money("7000", "USD")],
    ["a sum that is not certain", asked, null],
    ["nothing that waits", null, asked],
  ])("is not offered with %s", (_, waitingFor, received) => {
    if (reason === "amount_unreadable" && waitingFor) return // Its sum is typed by whoever accepts it.
    for (const home of HOMES) expect(mayFit({ reason, home, waitingFor, received })).toBe(false)
  })

  it("is never accepted against its reason, whatever fits", () => {
    expect(actionsFor("held", reason).includes("accept")).toBe(reason in FITS)
  })
})

it("a checkout that is not held can be checked, unless it is at its end or Almara may not be asked", () => {
  for (const state of CHECKOUT_STATES.filter((one) => one !== "held")) {
    const isOver = state === "paid" || state === "resolved"
    expect([state, actionsFor(state, null)]).toEqual([state, isOver ? [] : ["check"]])
    expect([state, actionsFor(state, null, { mayAsk: false, fits: true })]).toEqual([state, []])
  }
})

it("money without a reason is accepted nowhere", () => {
  expect(mayFit({ reason: null, home: "order_waiting", waitingFor: asked, received: asked })).toBe(false)
  expect(actionsFor("held", null)).toEqual(["check", "refunded", "dismiss"])
})
