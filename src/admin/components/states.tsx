import { ExclamationCircle, LockClosedSolid } from "@medusajs/icons"
import { Button, Skeleton, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { ApiError, isForbidden, isSignedOut } from "../lib/api-client"
import { LINK } from "../lib/link"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"

/** What is shown while something loads: as tall as what will stand there, so that nothing jumps. */
export const Loading = ({ rows }: { rows: number }) => {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4" role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className="h-7 w-full" />
      ))}
    </div>
  )
}

/**
 * What is shown in the place of what could not be loaded or loaded again, with the reason: of money, nothing old is
 * shown beside it. What another try cannot help gets none.
 */
export const Failure = ({ error, onRetry }: { error: unknown; onRetry: () => unknown }) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const isHidden = isForbidden(error)
  const mayBeTried = !isHidden && !isSignedOut(error) && !(error instanceof ApiError && error.status === 404)
  return (
    <div className="flex min-h-40 flex-col items-center justify-center gap-y-3 px-6 py-8 text-center" role="alert">
      {isHidden ? (
        <LockClosedSolid className="text-ui-fg-subtle" />
      ) : (
        <ExclamationCircle className="text-ui-fg-subtle" />
      )}
      <Text size="small" leading="compact" className="text-ui-fg-subtle">
        {isHidden ? t("common.forbidden") : mayBeTried ? `${t("common.failed")} ${problemOf(error)}` : problemOf(error)}
      </Text>
      {isSignedOut(error) ? (
        <Link to="/login" className={`txt-compact-small-plus ${LINK}`}>
          {t("common.signIn")}
        </Link>
      ) : null}
      {mayBeTried ? (
        <Button size="small" variant="secondary" onClick={onRetry}>
          {t("common.retry")}
        </Button>
      ) : null}
    </div>
  )
}

export const Empty = ({ children }: { children: React.ReactNode }) => (
  <div className="flex min-h-24 items-center justify-center px-6 py-6 text-center">
    <Text size="small" leading="compact" className="text-ui-fg-subtle">
      {children}
    </Text>
  </div>
)
