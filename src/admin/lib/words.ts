import { useTranslation } from "react-i18next"
import { refundsToldBy } from "../../core/checkout/attention"
import { isPartlyPaid, TIMELINE_ACTORS, type Actor, type AdminCheckout } from "../../core/views/admin/checkout"

/** What a sentence about a checkout is made of. */
type Told = Pick<
  AdminCheckout,
  | "state"
  | "hold_reason"
  | "attention"
  | "needs_review"
  | "result_code"
  | "outstanding_amount"
  | "refunded_amount"
  | "left_amount"
  | "currency_code"
>

/** The plugin's own texts, in the language that the admin is shown in. */
export const useWords = () => {
  const { t, i18n } = useTranslation("almara")
  const locale = i18n.language.replace(/([a-z])([A-Z])/g, "$1-$2")

  const meaningOf = (code: string): string => t(`resultCodes.${code}`, { defaultValue: t("resultCodes.unknown") })

  /** Why a person has to look at it although no money is held, with its sums. */
  const attentionOf = (shown: NonNullable<AdminCheckout["attention"]>): string => {
    const sums = Object.fromEntries(
      Object.entries(shown.amounts).map(([place, sum]) => [place, amount(sum, shown.currency_code)]),
    )
    const refunds = refundsToldBy(shown)
    const sentence = t(`attentions.${shown.reason}`, sums)
    return refunds ? `${sentence} ${t(`attentionRefunds.${refunds}`, sums)}` : sentence
  }

  /** Why money is held, and, where some of it went back before, what is left to refund. */
  const heldOf = (
    reason: string,
    { refunded_amount, left_amount, currency_code }: Pick<Told, "refunded_amount" | "left_amount" | "currency_code">,
  ): string => {
    const sentence = t(`holdReasons.${reason}`)
    if (refunded_amount === null || left_amount === null) return sentence
    const sums = {
      refunded_amount: amount(refunded_amount, currency_code),
      left_amount: amount(left_amount, currency_code),
    }
    return `${sentence} ${t("attentionRefunds.part", sums)}`
  }

  /** One sentence on what became of it; of what has to be asked about, what Almara answered. */
  const sentenceOf = ({
    state,
    hold_reason,
    attention,
    needs_review,
    result_code,
    outstanding_amount,
    ...refund
  }: Told): string => {
    if (state === "held" && hold_reason) return heldOf(hold_reason, refund)
    if (attention) return attentionOf(attention)
    if (needs_review) return meaningOf(result_code ?? "unknown")
    return t(`outcomes.${isPartlyPaid({ state, outstanding_amount }) ? "partly_paid" : state}.sentence`)
  }

  const labelOf = ({
    state,
    attention,
    needs_review,
    outstanding_amount,
  }: Pick<AdminCheckout, "state" | "attention" | "needs_review" | "outstanding_amount">): string => {
    const shown = isPartlyPaid({ state, outstanding_amount }) ? "partly_paid" : state
    return t(`outcomes.${attention ? "held" : needs_review && state !== "held" ? "review" : shown}.label`)
  }

  const actorOf = ({ kind, name }: Actor): string =>
    TIMELINE_ACTORS.includes(kind) ? t(`actors.${kind}`, { name }) : t("actors.other", { kind })

  const resultOf = ({ result_code }: Pick<AdminCheckout, "result_code">): string | null =>
    result_code === null ? null : `${result_code} · ${meaningOf(result_code)}`

  /** Almara's transaction reference; one that only a callback has said is shown as that. */
  const reference = ({
    transaction_reference,
    transaction_reference_confirmed,
  }: Pick<AdminCheckout, "transaction_reference" | "transaction_reference_confirmed">): string | null =>
    transaction_reference === null || transaction_reference_confirmed
      ? transaction_reference
      : t("values.unconfirmedReference", { reference: transaction_reference })

  /** A major-unit amount in the reader's own notation. It stays a decimal string on the way: no digit is lost. */
  const amount = (value: string, currencyCode: string): string =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency: currencyCode.toUpperCase(),
      currencyDisplay: "code",
    }).format(value as Intl.StringNumericLiteral)

  const time = (iso: string | null): string | null =>
    iso ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso)) : null

  const exactTime = (iso: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(iso))

  /** A day of the calendar, given as YYYY-MM-DD. */
  const date = (day: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`))

  /** The reader's day in which a moment lies. */
  const dateOf = (moment: Date): string => new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(moment)

  const clock = (moment: number): string =>
    new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(new Date(moment))

  const number = (value: number): string => new Intl.NumberFormat(locale).format(value)

  /** A count, and that there are more where the server stopped to count. */
  const upTo = (count: number, isCapped: boolean): string => `${number(count)}${isCapped ? "+" : ""}`

  const day = (date: string): string =>
    new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(
      new Date(`${date}T00:00:00Z`),
    )

  const percent = (share: number): string =>
    new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share)

  return {
    t,
    isEnglish: locale.startsWith("en"),
    meaningOf,
    attentionOf,
    sentenceOf,
    labelOf,
    actorOf,
    resultOf,
    reference,
    amount,
    time,
    exactTime,
    date,
    dateOf,
    day,
    clock,
    number,
    upTo,
    percent,
  }
}

/** The time zone that the reader lives in. */
export const readersTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"
