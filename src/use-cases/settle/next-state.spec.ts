import type { Decision } from "../../core/checkout/decide"
import type { CheckoutState } from "../../core/checkout/states"
import { nextState } from "./next-state"

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
