import { ATTENTION_REASONS, type ShownAttention } from "../../checkout/attention"
import { formatMoney, money } from "../../money"

/** Returns the English sentence of a case, with its sums. */
export function attentionSentence({ reason, amounts, currency_code }: ShownAttention): string {
  return ATTENTION_REASONS[reason].replace(/{{(\w+)}}/g, (_, place: string) =>
    formatMoney(money(amounts[place] ?? "0", currency_code)),
  )
}
