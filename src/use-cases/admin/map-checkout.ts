import { attentionShown } from "../../core/checkout/attention"
import { attentionSentence, heldSentence, type RefundSums } from "../../core/views/admin/attention-sentence"
import {
  isPartlyPaid,
  OUTCOME_COLORS,
  OUTCOMES,
  PARTLY_PAID,
  REVIEW,
  type AdminCheckout,
} from "../../core/views/admin/checkout"
import { readCode } from "../../core/checkout/outcome"
import { meaningOfResultCode, unknownResultCode } from "../../core/checkout/result-codes"
import { needsReview } from "../../core/checkout/review"
import type { Money } from "../../core/money"
import { receivedSum } from "../../modules/almara/ledger/reported-amount"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"

/** What else is known of a row of the ledger. */
export interface Known {
  order: AdminCheckout["order"]
  outstanding: string | null
  /** The sum that was named last, where it is not simply the one that was asked for. */
  reported: Money | undefined
  /** What of a canceled order's payment went back before; undefined where nothing did. */
  refund: RefundSums | undefined
}

/**
 * Returns a row of the ledger as the admin shows it; held money says why it is held, and what has to be asked about
 * says what Almara answered.
 */
export function adminCheckout(row: StoredCheckout, { order, outstanding, reported, refund }: Known): AdminCheckout {
  const meaning = row.result_code === null ? null : meaningOfResultCode(readCode(row.result_code)).merchantMessage
  const isReviewed = needsReview(row)
  const attention = attentionOf(row)
  const received = receivedSum(row, reported)
  return {
    id: row.id,
    state: row.state,
    outcome: outcomeOf(row, { outstanding, isReviewed, meaning, refund }),
    needs_review: isReviewed,
    placement: row.placement,
    attempt: row.attempt,
    order_id: order?.id ?? row.order_id,
    order,
    payment_session_id: row.payment_session_id,
    amount: String(row.amount),
    currency_code: row.currency_code,
    received_amount: received?.amount ?? null,
    received_currency_code: received?.currency.toLowerCase() ?? null,
    refunded_amount: refund?.refunded_amount ?? null,
    left_amount: refund?.left_amount ?? null,
    outstanding_amount: outstanding,
    transaction_reference: row.transaction_reference,
    transaction_reference_confirmed: row.transaction_reference !== null && !row.reference_from_callback,
    checkout_reference: row.checkout_reference,
    merchant_request_id: row.merchant_request_id,
    gateway_conversation_id: row.gateway_conversation_id,
    gateway_checkout_id: row.gateway_checkout_id,
    channel_type: row.channel_type,
    result_code: row.result_code,
    result_meaning: meaning,
    hold_reason: attention?.reason ?? row.hold_reason,
    attention,
    case_version: caseVersion(row, { received, left: refund?.left_amount }),
    last_error: row.last_error,
    checks: row.checks,
    last_check_at: isoOrNull(row.last_check_at),
    due_at: new Date(row.due_at).toISOString(),
    paid_at: isoOrNull(row.paid_at),
    created_at: new Date(row.created_at).toISOString(),
  }
}

interface OutcomeFacts extends Pick<Known, "refund"> {
  outstanding: string | null
  isReviewed: boolean
  meaning: string | null
}

function outcomeOf(
  row: StoredCheckout,
  { outstanding, isReviewed, meaning, refund }: OutcomeFacts,
): AdminCheckout["outcome"] {
  const outcome = { ...OUTCOMES[row.state], color: OUTCOME_COLORS[row.state] }
  if (row.state === "held" && row.hold_reason)
    return { ...outcome, sentence: heldSentence(row.hold_reason, row.currency_code, refund) }
  const attention = attentionOf(row)
  if (attention)
    return { label: OUTCOMES.held.label, color: OUTCOME_COLORS.held, sentence: attentionSentence(attention) }
  if (isPartlyPaid({ state: row.state, outstanding_amount: outstanding }))
    return { ...PARTLY_PAID, color: OUTCOME_COLORS.partly_paid }
  return isReviewed
    ? { ...REVIEW, color: OUTCOME_COLORS.review, sentence: meaning ?? unknownResultCode.merchantMessage }
    : outcome
}

/** Of held money only that is said: who deals with it sees what else is the matter afterwards. */
function attentionOf({
  state,
  attention,
  attention_detail,
  currency_code,
}: StoredCheckout): AdminCheckout["attention"] {
  return state === "held" || !attention ? null : attentionShown(attention, { currency_code, ...attention_detail })
}

function caseVersion(
  { state, hold_reason, attention, attention_key }: StoredCheckout,
  { received, left }: { received: Money | null; left: string | undefined },
): string | null {
  if (state === "held") return [state, hold_reason, received?.amount, received?.currency, left].join(":")
  return attention ? attention_key : null
}

function isoOrNull(date: Date | null): string | null {
  return date ? new Date(date).toISOString() : null
}
