import type { AlmaraErrorKind } from "../../core/errors"
import { BUSINESS_ERRORS, type BusinessErrorValues } from "../../core/views/admin/business-errors"
import { ApiError } from "./api-client"
import { useWords } from "./words"

/**
 * Says in the reader's language why something was refused or failed; what has no words there is said as the server said
 * it.
 */
export const useProblem = () => {
  const { t, amount, isEnglish } = useWords()

  /**
   * What Almara's error means, with the server's own sentence, which names statuses and fields; in English that one
   * says it all.
   */
  const almaraProblem = ({ kind, error }: { kind: AlmaraErrorKind; error: string }): string =>
    isEnglish ? error : t("problems.detail", { sentence: t(`almaraErrors.${kind}`), detail: error })

  const errorValues = ({ kind, reason, ...values }: BusinessErrorValues): BusinessErrorValues => ({
    ...values,
    ...(reason && { reason: kind ? almaraProblem({ kind: kind as AlmaraErrorKind, error: reason }) : reason }),
    ...(values.received_amount && { received: amount(values.received_amount, values.received_currency ?? "") }),
    ...(values.expected_amount && { expected: amount(values.expected_amount, values.expected_currency ?? "") }),
  })

  const problemOf = (error: unknown): string => {
    if (!(error instanceof ApiError)) return t("common.somethingWentWrong")
    const { status, body } = error
    if (body.code && body.code in BUSINESS_ERRORS)
      return t(`businessErrors.${body.code}`, errorValues(body.values ?? {}))
    if (status === 0) return t("problems.unreachable")
    if (status === 401) return t("problems.signedOut")
    if (status === 403) return t("problems.forbidden")
    if (status >= 500) return t("problems.server", { status })
    return status < 400 ? t("problems.unreadable") : body.message || t("common.somethingWentWrong")
  }

  return { problemOf, almaraProblem }
}
