import { createOutcome, type OutcomeName } from "./outcomes"
import type { Checkout } from "./state"
import type { ReportedOrder } from "./wire"

/** What can become of a checkout: what the gateway reports, or that the shopper left it, or that its time is over. */
export const decisionNames = ["paid", "declined", "pending", "canceled", "expired"] as const
export type DecisionName = (typeof decisionNames)[number]

/** A decision, with what shall be reported in place of the order's own fields. */
export interface Decision {
  outcome: DecisionName
  code?: number | string | undefined
  status?: number | undefined
  reference?: string | undefined
  reported?: ReportedOrder
  overrides?: Record<string, unknown> | undefined
}

/**
 * Sets what the gateway reports. A transaction keeps its reference unless another one is asked for. For a checkout that
 * was canceled or ran out, nothing but "not final" is reported: Almara documents no status for either.
 */
export function decide(checkout: Checkout, decision: Decision, at: string): void {
  const { outcome, code, status } = decision
  const name: OutcomeName = outcome === "canceled" || outcome === "expired" ? "pending" : outcome
  const kept = name === "paid" ? checkout.checkoutOutcome.ThirdPartyPayload?.Reference : undefined
  const reference = decision.reference ?? kept
  checkout.outcome = name
  checkout.checkoutOutcome = createOutcome(name, {
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(reference === undefined ? {} : { reference }),
  })
  checkout.reported = decision.reported ?? {}
  checkout.overrides = decision.overrides ?? {}
  checkout.canceledAt = outcome === "canceled" ? at : undefined
  checkout.expiredAt = outcome === "expired" ? at : undefined
}

/** Whether the store is told of a decision: nobody knows of a callback for a checkout that was left or ran out. */
export function isAnnounced({ outcome }: Decision): boolean {
  return outcome !== "canceled" && outcome !== "expired"
}
