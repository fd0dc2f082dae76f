import { money, type Money } from "../../../core/money"
import type { CheckoutEventRow } from "./rows"

/** The sum that Almara named, as a line of the timeline keeps it. */
export function reportedDetail(reported: Money | undefined): Record<string, string> {
  return reported ? { received_amount: reported.amount, received_currency: reported.currency } : {}
}

/**
 * The sum that Almara named last, after one more line of the timeline; null where it is simply the one that was asked for,
 * as of all money that was received without a person's doing.
 */
export function reportedAfter(
  before: Money | null,
  { kind, detail }: Pick<CheckoutEventRow, "kind" | "detail">,
): Money | null {
  if (detail?.received_amount) return money(String(detail.received_amount), String(detail.received_currency))
  return kind === "received" ? null : before
}
