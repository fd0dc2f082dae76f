import { useTranslation } from "react-i18next"
import type { AdminCheckout } from "../../core/admin-view"

/** The plugin's own texts, in the language that the admin is shown in. */
export const useWords = () => {
  const { t, i18n } = useTranslation("almara")
  const locale = i18n.language.replace(/([a-z])([A-Z])/g, "$1-$2")

  const sentenceOf = (checkout: Pick<AdminCheckout, "state" | "hold_reason">): string =>
    checkout.state === "held" && checkout.hold_reason ? t(`holdReasons.${checkout.hold_reason}`) : t(`outcomes.${checkout.state}.sentence`)

  const labelOf = (checkout: Pick<AdminCheckout, "state">): string => t(`outcomes.${checkout.state}.label`)

  const resultOf = (checkout: Pick<AdminCheckout, "result_code">): string | null =>
    checkout.result_code === null ? null : `${checkout.result_code} · ${t(`resultCodes.${checkout.result_code}`, { defaultValue: t("resultCodes.unknown") })}`

  /** A major-unit amount in the reader's own notation. It stays a decimal string on the way: no digit is lost. */
  const amount = (value: string, currencyCode: string): string =>
    new Intl.NumberFormat(locale, { style: "currency", currency: currencyCode.toUpperCase(), currencyDisplay: "code" }).format(value as Intl.StringNumericLiteral)

  const time = (iso: string | null): string | null => (iso ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso)) : null)

  const exactTime = (iso: string): string => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(iso))

  const day = (date: string): string => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`))

  const percent = (share: number): string => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share)

  return { t, sentenceOf, labelOf, resultOf, amount, time, exactTime, day, percent }
}

/** The time zone that the reader lives in. */
export const readersTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"
