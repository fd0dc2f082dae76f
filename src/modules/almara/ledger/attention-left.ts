import { overBy } from "../../../core/checkout/attention"
import type { CheckoutState } from "../../../core/checkout/states"
import type { Executor } from "../connection"

/** The columns of a case: all are empty where there is none. */
const CASE = ["attention", "attention_key", "attention_detail"]

/**
 * Returns what an update of a checkout leaves of its case: nothing where it ends the matter, as that money is booked at
 * last.
 */
export function attentionLeft(
  executor: Executor,
  update: { state?: CheckoutState; needs_review?: boolean },
): Record<string, unknown> {
  const over = overBy(update)
  if (over.length === 0) return {}
  return Object.fromEntries(
    CASE.map((column) => [
      column,
      executor.raw("case when split_part(attention_key, ':', 1) = any(?) then null else ?? end", [over, column]),
    ]),
  )
}
