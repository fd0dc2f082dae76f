import { ATTENTION_REASONS, ATTENTION_REFUNDS, refundsToldBy, type ShownAttention } from "../../checkout/attention"
import { HOLD_REASONS, type HoldReason } from "../../checkout/hold-reasons"
import { formatMoney, money } from "../../money"

/** What of held money went back before, and what is left to refund, in major units. */
export interface RefundSums {
  refunded_amount: string
  left_amount: string
}

/** Returns the English sentence of a case, with its sums. */
export function attentionSentence(shown: ShownAttention): string {
  const refunds = refundsToldBy(shown)
  const text = refunds
    ? `${ATTENTION_REASONS[shown.reason]} ${ATTENTION_REFUNDS[refunds]}`
    : ATTENTION_REASONS[shown.reason]
  return filled(text, shown.amounts, shown.currency_code)
}

/** Returns why money is held, and, where some of it went back before, what is left to refund. */
export function heldSentence(reason: HoldReason, currencyCode: string, refund: RefundSums | undefined): string {
  const sentence = HOLD_REASONS[reason]
  return refund ? `${sentence} ${filled(ATTENTION_REFUNDS.part, { ...refund }, currencyCode)}` : sentence
}

function filled(text: string, sums: Record<string, string>, currencyCode: string): string {
  return text.replace(/{{(\w+)}}/g, (_, place: string) => formatMoney(money(sums[place] ?? "0", currencyCode)))
}
