import type { AdminCheckoutDetail } from "../../core/views/admin/checkout"
import type { Fact } from "../components/fact-list"
import { useWords } from "./words"

/** What a merchant asks about a payment, the most wanted first. */
export const useFacts = (checkout: AdminCheckoutDetail): Fact[] => {
  const { t, reference, resultOf, time } = useWords()
  const { last_check_at, checks, channel_type } = checkout
  return [
    ...useSums(checkout),
    {
      label: t("fields.transactionReference"),
      value: reference(checkout),
      isCopied: checkout.transaction_reference_confirmed,
    },
    { label: t("fields.checkoutReference"), value: checkout.checkout_reference, isCopied: true },
    { label: t("fields.merchantRequestId"), value: checkout.merchant_request_id, isCopied: true },
    { label: t("fields.gatewayConversationId"), value: checkout.gateway_conversation_id, isCopied: true },
    { label: t("fields.gatewayCheckoutId"), value: checkout.gateway_checkout_id, isCopied: true },
    { label: t("fields.result"), value: resultOf(checkout) },
    { label: t("fields.channel"), value: channel_type === null ? null : t("values.channel", { type: channel_type }) },
    { label: t("fields.attempt"), value: String(checkout.attempt) },
    { label: checkout.state === "paid" ? t("fields.paid") : t("fields.moneySeen"), value: time(checkout.paid_at) },
    { label: t("fields.due"), value: checkout.paid_at ? null : time(checkout.due_at) },
    { label: t("fields.created"), value: time(checkout.created_at) },
    {
      label: t("fields.checks"),
      value: last_check_at ? t("values.checks", { count: checks, when: time(last_check_at) }) : null,
    },
    { label: t("fields.lastError"), value: checkout.last_error },
  ]
}

/** The sum that was asked for, and the one that Almara reported where it is another. */
export const useSums = (checkout: AdminCheckoutDetail): Fact[] => {
  const { t, amount } = useWords()
  const { reported_amount, reported_currency_code, reported_differs } = checkout
  const asked = amount(checkout.amount, checkout.currency_code)
  if (!reported_differs || reported_amount === null || reported_currency_code === null)
    return [{ label: t("fields.amount"), value: asked }]
  return [
    { label: t("fields.requested"), value: asked },
    { label: t("fields.paidAtAlmara"), value: amount(reported_amount, reported_currency_code) },
  ]
}
