import { mayFit } from "./actions"
import { actionsFor } from "./checkout"
import { money } from "../../money"
import { HOLD_REASONS, type HoldReason, type OrderState } from "../../checkout/decide"
import { CHECKOUT_STATES } from "../../checkout/states"

const REASONS = Object.keys(HOLD_REASONS) as HoldReason[]
const ORDER_STATES = [
  "order_waiting",
  "cart_open",
  "order_paid",
  "order_canceled",
  "gone",
] as const satisfies readonly OrderState[]
const asked = money("7000", "KES")

/** Where accepting may succeed; nothing else is ever offered. */
const FITS: Partial<Record<HoldReason, readonly OrderState[]>> = {
  amount: ["order_waiting", "cart_open"],
  amount_unreadable: ["order_waiting", "cart_open"],
  late: ["order_waiting", "cart_open"],
  orphaned: ["order_waiting", "cart_open"],
  twice: ["order_waiting", "cart_open"],
  unplaceable: ["order_waiting", "cart_open"],
}

describe.each(REASONS)("money that is held for the reason %s", (reason) => {
  it.each(ORDER_STATES)("is offered to be accepted only where it fits: %s", (orderState) => {
    const fits = mayFit({ reason, orderState, waitingFor: asked, received: money("7000.00", "kes") })
    expect(fits).toBe(FITS[reason]?.includes(orderState) ?? false)
    expect(actionsFor("held", reason, { mayCheck: true, fits })).toEqual(
      fits ? ["check", "accept", "refunded", "dismiss"] : ["check", "refunded", "dismiss"],
    )
    expect(actionsFor("held", reason, { mayCheck: false, fits })).toEqual(
      fits ? ["accept", "refunded", "dismiss"] : ["refunded", "dismiss"],
    )
  })

  it.each([
    ["another sum", asked, money("6000", "KES")],
    ["another currency", asked, money("7000", "USD")],
    ["a sum that is not certain", asked, null],
    ["nothing that waits", null, asked],
  ])("is not offered with %s", (_, waitingFor, received) => {
    if (reason === "amount_unreadable" && waitingFor) return // Its sum is typed by whoever accepts it.
    for (const orderState of ORDER_STATES) expect(mayFit({ reason, orderState, waitingFor, received })).toBe(false)
  })

  it("is never accepted against its reason, whatever fits", () => {
    expect(actionsFor("held", reason).includes("accept")).toBe(reason in FITS)
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
  expect(mayFit({ reason: null, orderState: "order_waiting", waitingFor: asked, received: asked })).toBe(false)
  expect(actionsFor("held", null)).toEqual(["check", "refunded", "dismiss"])
})
