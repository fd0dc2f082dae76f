import { Badge, Button, Container, Copy, Heading, InlineTip, StatusBadge, Text, toast } from "@medusajs/ui"
import type { AdminRoute, AdminStatus } from "../../core/admin-status"
import { useTestCallback } from "../lib/status"
import { useProblem } from "../lib/problem"
import { useWords } from "../lib/words"
import { SettingRow } from "./setting-row"

/** Whether a token can be had, which routes are assigned, and whether Almara can reach this store. */
export const ConnectionSection = ({ status, mayChange }: { status: AdminStatus; mayChange: boolean }) => {
  const { t } = useWords()
  const { almaraProblem } = useProblem()
  const { connection, routes } = status
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("settings.connection")}</Heading>
      </div>
      <dl className="divide-y">
        <SettingRow label={t("settings.token")}>
          {connection.ok ? (
            <StatusBadge color="green">{t(connection.result.checked === "token" ? "settings.tokenOk" : "settings.healthOk", { milliseconds: connection.result.milliseconds })}</StatusBadge>
          ) : (
            <Problem>{almaraProblem(connection)}</Problem>
          )}
        </SettingRow>
        <SettingRow label={t("settings.routes")}>
          <div className="flex flex-col gap-y-3">
            {status.route_problem ? <Problem>{t(`settings.routeProblems.${status.route_problem}`)}</Problem> : null}
            {routes.ok ? routes.result.map((route) => <Route key={route.id} route={route} />) : <Problem>{almaraProblem(routes)}</Problem>}
          </div>
        </SettingRow>
        <SettingRow label={t("settings.callback")}>
          <CallbackAddress address={status.callback_address} mayTest={mayChange} />
        </SettingRow>
      </dl>
    </Container>
  )
}

const Problem = ({ variant = "error", children }: { variant?: "error" | "warning"; children: string }) => {
  const { t } = useWords()
  return (
    <InlineTip variant={variant} label={t("name")} role={variant === "error" ? "alert" : undefined}>
      {children}
    </InlineTip>
  )
}

const Route = ({ route }: { route: AdminRoute }) => {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <span>{[route.name, route.country].filter(Boolean).join(" · ")}</span>
        <StatusBadge color={route.is_active ? "green" : "red"}>{route.is_active ? t("settings.active") : t("settings.inactive")}</StatusBadge>
        {route.is_configured ? (
          <Badge size="2xsmall" color="blue">
            {t("settings.configured")}
          </Badge>
        ) : null}
      </div>
      <span className="txt-compact-xsmall text-ui-fg-subtle flex items-start gap-x-1">
        <span className="break-all">{route.id}</span>
        <Copy content={route.id} className="text-ui-fg-muted mt-0.5 shrink-0" aria-label={t("common.copy", { what: route.name })} />
      </span>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {t("settings.channels")}:{" "}
        {route.channels.map((channel) => `${channel.type}${channel.name ? ` ${channel.name}` : ""}${channel.is_configured ? ` (${t("settings.configured")})` : ""}`).join(", ") || "–"}
      </Text>
    </div>
  )
}

const CallbackAddress = ({ address, mayTest }: { address: AdminStatus["callback_address"]; mayTest: boolean }) => {
  const { t } = useWords()
  const { problemOf } = useProblem()
  const test = useTestCallback()
  const send = async () => {
    try {
      const { test: result } = await test.mutateAsync()
      if (result.ok) toast.success(t("name"), { description: t("settings.testOk", { milliseconds: result.milliseconds }) })
      else toast.error(t("name"), { description: t("settings.testFailed", { reason: result.error ?? `HTTP ${result.http_status}` }) })
    } catch (error) {
      toast.error(t("name"), { description: problemOf(error) })
    }
  }
  return (
    <div className="flex flex-col items-start gap-y-2">
      <span className="flex items-start gap-x-1">
        <span className="break-all">{address.url}</span>
        <Copy content={address.url} className="text-ui-fg-muted mt-0.5 shrink-0" aria-label={t("common.copy", { what: t("settings.callback") })} />
      </span>
      {address.is_https && address.is_public ? <StatusBadge color="green">{t("settings.reachable")}</StatusBadge> : null}
      {address.is_https ? null : <Problem variant="warning">{t("settings.notHttps")}</Problem>}
      {address.is_public ? null : <Problem variant="warning">{t("settings.notPublic")}</Problem>}
      {mayTest ? (
        <Button size="small" variant="secondary" onClick={send} isLoading={test.isPending}>
          {t("settings.test")}
        </Button>
      ) : null}
    </div>
  )
}
