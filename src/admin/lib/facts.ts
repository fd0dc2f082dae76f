import type { AdminCheckoutDetail, TimelineEntry } from "../../core/admin-view"
import type { Fact } from "../components/fact-list"
import { useWords } from "./words"

/** What a merchant asks about a payment, the most wanted first. */
export const useFacts = (checkout: AdminCheckoutDetail): Fact[] => {
  const { t, amount, resultOf, time } = useWords()
  const { last_question_at, questions } = checkout
  const reported = checkout.timeline.findLast((entry) => entry.detail.received_amount)?.detail
  return [
    { label: t("fields.amount"), value: amount(checkout.amount, checkout.currency_code) },
    { label: t("fields.reported"), value: isOther(reported, checkout) ? amount(String(reported?.received_amount), String(reported?.received_currency)) : null },
    { label: t("fields.transactionReference"), value: checkout.transaction_reference, isCopied: true },
    { label: t("fields.checkoutReference"), value: checkout.checkout_reference, isCopied: true },
    { label: t("fields.conversationId"), value: checkout.conversation_id, isCopied: true },
    { label: t("fields.almaraConversationId"), value: checkout.almara_conversation_id, isCopied: true },
    { label: t("fields.almaraCheckoutId"), value: checkout.almara_checkout_id, isCopied: true },
    { label: t("fields.result"), value: resultOf(checkout) },
    { label: t("fields.channel"), value: checkout.channel_type === null ? null : String(checkout.channel_type) },
    { label: t("fields.attempt"), value: String(checkout.attempt) },
    { label: t("fields.paid"), value: time(checkout.paid_at) },
    { label: t("fields.due"), value: checkout.paid_at ? null : time(checkout.due_at) },
    { label: t("fields.created"), value: time(checkout.created_at) },
    { label: t("fields.questions"), value: last_question_at ? t("values.questions", { count: questions, when: time(last_question_at) }) : null },
    { label: t("fields.lastError"), value: checkout.last_error },
  ]
}

/** Whether Almara reported another sum than was asked for. */
const isOther = (reported: TimelineEntry["detail"] | undefined, asked: AdminCheckoutDetail): boolean =>
  reported !== undefined && (Number(reported.received_amount) !== Number(asked.amount) || String(reported.received_currency).toLowerCase() !== asked.currency_code.toLowerCase())
