import { Badge, Button, Container, Copy, Heading, StatusBadge, Text } from "@medusajs/ui"
import type { AdminRoute, AdminStatus, TestCallback, TestedAddress } from "../../core/views/admin/status"
import { useTestCallback } from "../lib/status"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"
import { SettingRow } from "./setting-row"
import { Notice } from "./notice"

/** Whether a token can be had, which routes are assigned, and whether Almara can reach this store. */
export const ConnectionSection = ({ status, mayChange }: { status: AdminStatus; mayChange: boolean }) => {
  const { t } = useWords()
  const { almaraProblem } = useProblem()
  const { connection, routes } = status
  // When no token can be had, nothing else can be asked for either: it is said once.
  const isSameProblem = !connection.ok && !routes.ok && connection.error === routes.error
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("settings.connection")}</Heading>
      </div>
      <dl className="divide-y">
        <SettingRow label={t("settings.token")}>
          <div className="flex flex-col items-start gap-y-2">
            {connection.ok ? (
              <StatusBadge color="green">
                {t(connection.result.checked === "token" ? "settings.tokenOk" : "settings.healthOk", {
                  milliseconds: connection.result.milliseconds,
                })}
              </StatusBadge>
            ) : (
              <Notice>{almaraProblem(connection)}</Notice>
            )}
            {status.is_https ? null : <Notice variant="warning">{t("settings.insecure")}</Notice>}
          </div>
        </SettingRow>
        <SettingRow label={t("settings.routes")}>
          <div className="flex flex-col gap-y-3">
            {status.route_problem ? <Notice>{t(`settings.routeProblems.${status.route_problem}`)}</Notice> : null}
            {routes.ok ? (
              routes.result.map((route) => <Route key={route.id} route={route} />)
            ) : isSameProblem ? (
              t("settings.notChecked")
            ) : (
              <Notice>{almaraProblem(routes)}</Notice>
            )}
          </div>
        </SettingRow>
        <SettingRow label={t("settings.callback")}>
          <CallbackAddress address={status.callback_address} mayTest={mayChange} />
        </SettingRow>
      </dl>
    </Container>
  )
}

const Route = ({ route }: { route: AdminRoute }) => {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <span>{[route.name, route.country].filter(Boolean).join(" · ")}</span>
        <StatusBadge color={route.is_active ? "green" : "red"}>
          {route.is_active ? t("settings.active") : t("settings.inactive")}
        </StatusBadge>
        {route.is_configured ? (
          <Badge size="2xsmall" color="blue">
            {t("settings.configured")}
          </Badge>
        ) : null}
      </div>
      <Copied text={route.id} what={route.name} className="txt-compact-xsmall text-ui-fg-subtle" />
      <Text size="xsmall" className="text-ui-fg-subtle">
        {t("settings.channels")}:{" "}
        {route.channels
          .map(
            (channel) =>
              `${channel.type}${channel.name ? ` ${channel.name}` : ""}${channel.is_configured ? ` (${t("settings.configured")})` : ""}`,
          )
          .join(", ") || "–"}
      </Text>
    </div>
  )
}

const CallbackAddress = ({ address, mayTest }: { address: AdminStatus["callback_address"]; mayTest: boolean }) => {
  const { t } = useWords()
  const test = useTestCallback()
  return (
    <div className="flex flex-col items-start gap-y-2">
      <Copied text={address.url} what={t("settings.callback")} className="w-full" />
      {address.is_https && address.is_public ? (
        <StatusBadge color="green">{t("settings.reachable")}</StatusBadge>
      ) : null}
      {address.is_https ? null : <Notice variant="warning">{t("settings.notHttps")}</Notice>}
      {address.is_public ? null : <Notice variant="warning">{t("settings.notPublic")}</Notice>}
      {mayTest ? (
        <>
          <Button size="small" variant="secondary" onClick={() => test.mutate()} isLoading={test.isPending}>
            {t("settings.test")}
          </Button>
          <TestResult test={test} />
        </>
      ) : null}
    </div>
  )
}

/** What came of the test, beside what it was about; it stays to be read. */
const TestResult = ({ test }: { test: ReturnType<typeof useTestCallback> }) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  if (test.isError) return <Notice>{problemOf(test.error)}</Notice>
  const result = test.data?.test
  if (!result) return null
  return (
    <>
      {result.ok ? (
        <Good>{t("settings.testOk", { milliseconds: result.milliseconds })}</Good>
      ) : (
        <Notice>{t(...whatFailed(result))}</Notice>
      )}
      {result.return_address.ok ? (
        <Good>{t("settings.testReturnOk")}</Good>
      ) : (
        <Notice>{t(...whatFailedReturning(result.return_address))}</Notice>
      )}
    </>
  )
}

const Good = ({ children }: { children: string }) => (
  <Text size="small" className="text-ui-fg-subtle" role="status">
    {children}
  </Text>
)

/** Why the callback did not come as it should: a text's key, and its values. */
function whatFailed({ http_status: status, error, arrived, signed }: TestCallback): [string, Record<string, unknown>] {
  if (status === null) return ["settings.testNoAnswer", { reason: error }]
  if (status === 401 || (arrived && !signed)) return ["settings.testUnsigned", {}]
  if (status >= 300 && status < 400) return ["settings.testRedirected", { status }]
  return status === 200 ? ["settings.testElsewhere", {}] : ["settings.testRejected", { status }]
}

function whatFailedReturning({ http_status: status, error, signed }: TestedAddress): [string, Record<string, unknown>] {
  return status === 303 && !signed
    ? ["settings.testReturnUnsigned", {}]
    : ["settings.testReturnFailed", { reason: error ?? `HTTP ${status}` }]
}

const Copied = ({ text, what, className }: { text: string; what: string; className: string }) => {
  const { t } = useWords()
  return (
    <span className={`flex items-start justify-between gap-x-1 ${className}`}>
      <span className="break-all">{text}</span>
      <Copy content={text} className="text-ui-fg-muted mt-0.5 shrink-0" aria-label={t("common.copy", { what })} />
    </span>
  )
}
