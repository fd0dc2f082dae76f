import { StatusBadge } from "@medusajs/ui"
import type { AdminCheckout } from "../../core/views/admin/checkout"
import { useWords } from "../lib/words"

/** The outcome in words and in the colour that Medusa uses for such a state. */
export const OutcomeBadge = ({
  checkout,
}: {
  checkout: Pick<AdminCheckout, "state" | "attention" | "needs_review" | "outcome" | "outstanding_amount">
}) => {
  const { labelOf } = useWords()
  return (
    <StatusBadge color={checkout.outcome.color} className="shrink-0 text-nowrap">
      {labelOf(checkout)}
    </StatusBadge>
  )
}
