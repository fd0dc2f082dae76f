import { ATTENTION_REASONS, ATTENTION_REFUNDS, refundsToldBy, type ShownAttention } from "../../checkout/attention"
import { formatMoney, money } from "../../money"

/** Returns the English sentence of a case, with its sums. */
export function attentionSentence(shown: ShownAttention): string {
  const refunds = refundsToldBy(shown)
  const text = refunds
    ? `${ATTENTION_REASONS[shown.reason]} ${ATTENTION_REFUNDS[refunds]}`
    : ATTENTION_REASONS[shown.reason]
  return text.replace(/{{(\w+)}}/g, (_, place: string) =>
    formatMoney(money(shown.amounts[place] ?? "0", shown.currency_code)),
  )
}
