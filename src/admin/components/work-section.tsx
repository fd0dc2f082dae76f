import { Container, Heading } from "@medusajs/ui"
import { Link } from "react-router-dom"
import type { AdminStatus } from "../../core/admin-status"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"
import { SettingRow } from "./setting-row"

/** What is written down about the work: the newest, the oldest, and what waits. */
export const WorkSection = ({ status }: { status: AdminStatus }) => {
  const { t, time } = useWords()
  const { ledger, jobs, versions } = status
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("settings.work")}</Heading>
      </div>
      <dl className="divide-y">
        <SettingRow label={t("settings.lastCallback")}>{time(ledger.last_callback_at) ?? t("settings.never")}</SettingRow>
        <SettingRow label={t("settings.lastPaid")}>{time(ledger.last_paid_at) ?? t("settings.never")}</SettingRow>
        <SettingRow label={t("settings.lastFailure")}>
          {ledger.last_failure ? (
            <Link to={`/almara/${ledger.last_failure.checkout_id}`} className={LINK}>
              {time(ledger.last_failure.at)} · {ledger.last_failure.reason}
            </Link>
          ) : (
            t("settings.never")
          )}
        </SettingRow>
        <SettingRow label={t("settings.oldestOpen")}>
          {ledger.oldest_open ? (
            <Link to={`/almara/${ledger.oldest_open.id}`} className={LINK}>
              {ledger.oldest_open.checkout_reference} · {time(ledger.oldest_open.created_at)}
            </Link>
          ) : (
            t("common.none")
          )}
        </SettingRow>
        <SettingRow label={t("settings.needsAttention")}>
          <Count count={ledger.needs_attention} to={`/almara?state=${encodeURIComponent('["held"]')}`} />
        </SettingRow>
        <SettingRow label={t("settings.backlog")}>
          <Count count={ledger.backlog} to={`/almara/inbox?state=${encodeURIComponent('["waiting"]')}`} />
        </SettingRow>
        <SettingRow label={t("settings.deadLetters")}>
          <Count count={ledger.dead_letters} to={`/almara/inbox?state=${encodeURIComponent('["dead"]')}`} />
        </SettingRow>
        <SettingRow label={t("settings.jobs")}>
          {jobs.map((job) => (
            <div key={job.name}>
              {t(`jobs.${job.name}`, { defaultValue: job.name })}: {time(job.finished_at) ?? (job.started_at ? t("settings.running") : t("settings.never"))}
              {job.result ? ` · ${job.result}` : ""}
            </div>
          ))}
        </SettingRow>
        <SettingRow label={t("settings.versions")}>
          medusa-payment-almara {versions.plugin} · Medusa {versions.medusa} · Node {versions.node}
        </SettingRow>
      </dl>
    </Container>
  )
}

const Count = ({ count, to }: { count: number; to: string }) =>
  count === 0 ? (
    <>0</>
  ) : (
    <Link to={to} className={LINK}>
      {count}
    </Link>
  )
