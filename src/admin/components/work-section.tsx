import { Container, Heading } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { JOB_COUNTS } from "../../core/views/admin/job-summary"
import type { AdminStatus } from "../../core/views/admin/status"
import { ATTENTION_PATH } from "../lib/attention"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"
import { SettingRow } from "./setting-row"

const inbox = (state: string): string => `/almara/inbox?state=${encodeURIComponent(JSON.stringify([state]))}`

/** What is written down about the work: the newest, the oldest, and what waits. */
export const WorkSection = ({ status }: { status: AdminStatus }) => {
  const { t, time, meaningOf } = useWords()
  const { ledger, jobs, versions } = status
  const { last_failure, oldest_open } = ledger
  const { count, last_problem, last_at } = ledger.address_problems
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("settings.work")}</Heading>
      </div>
      <dl className="divide-y">
        <SettingRow label={t("settings.lastCallback")}>
          {time(ledger.last_callback_at) ?? t("settings.never")}
        </SettingRow>
        <SettingRow label={t("settings.lastPaid")}>{time(ledger.last_paid_at) ?? t("settings.never")}</SettingRow>
        <SettingRow label={t("settings.lastFailure")}>
          {last_failure ? (
            <Link to={`/almara/${last_failure.checkout_id}`} className={LINK}>
              {time(last_failure.at)} ·{" "}
              {last_failure.result_code === null
                ? t(`outcomes.${last_failure.state}.sentence`)
                : meaningOf(last_failure.result_code)}
            </Link>
          ) : (
            t("settings.never")
          )}
        </SettingRow>
        <SettingRow label={t("settings.oldestOpen")}>
          {oldest_open ? (
            <Link to={`/almara/${oldest_open.id}`} className={LINK}>
              {oldest_open.checkout_reference} · {time(oldest_open.created_at)}
            </Link>
          ) : (
            t("common.none")
          )}
        </SettingRow>
        <SettingRow label={t("settings.needsAttention")}>
          <Count count={ledger.needs_attention} to={ATTENTION_PATH} />
        </SettingRow>
        <SettingRow label={t("settings.addressProblems")}>
          {count === 0
            ? "0"
            : t("settings.addressProblem", {
                count,
                when: time(last_at),
                reason: t(`settings.addressReasons.${last_problem}`),
              })}
        </SettingRow>
        <SettingRow label={t("settings.backlog")}>
          <Count count={ledger.backlog} to={inbox("waiting")} />
        </SettingRow>
        <SettingRow label={t("settings.deadLetters")}>
          <Count count={ledger.dead_letters} to={inbox("dead")} />
        </SettingRow>
        <SettingRow label={t("settings.jobs")}>
          {jobs.map((job) => (
            <Job key={job.name} job={job} />
          ))}
        </SettingRow>
        <SettingRow label={t("settings.notices")}>
          <Notices notices={status.notices} />
        </SettingRow>
        <SettingRow label={t("settings.versions")}>
          medusa-payment-almara {versions.plugin} · Medusa {versions.medusa} · Node {versions.node}
        </SettingRow>
      </dl>
    </Container>
  )
}

/** When a job ran last, what it did, and why it does not run as it should. */
const Job = ({ job }: { job: AdminStatus["jobs"][number] }) => {
  const { t, time } = useWords()
  const name = t(`jobs.${job.name}`, { defaultValue: job.name })
  const when = time(job.finished_at) ?? (job.started_at ? t("settings.running") : t("settings.never"))
  const { by_own_timer, error, ...counts } = job.summary ?? {}
  const done = [
    ...(by_own_timer ? [t("jobSummary.ownTimer")] : []),
    ...JOB_COUNTS.flatMap((count) => (counts[count] ? [t(`jobSummary.${count}`, { count: counts[count] })] : [])),
    ...(error ? [t("jobSummary.failed", { text: error })] : []),
  ]
  const seen = <div>{[`${name}: ${when}`, ...done].join(" · ")}</div>
  if (!job.problem) return seen
  return (
    <div className="text-ui-fg-error">
      {seen}
      <div>{t(`settings.jobProblems.${job.problem}`)}</div>
    </div>
  )
}

/** By which ways the merchant is told, and what could not be sent. */
const Notices = ({ notices: { has_feed, email, failure } }: Pick<AdminStatus, "notices">) => {
  const { t, time } = useWords()
  const ways = [
    ...(has_feed ? [t("settings.noticeWays.feed")] : []),
    ...(email === "on" ? [t("settings.noticeWays.email")] : []),
  ]
  return (
    <>
      <div>{ways.length > 0 ? ways.join(" · ") : t("settings.noticeWays.none")}</div>
      {email === "no_provider" ? <div className="text-ui-fg-error">{t("settings.noticeWays.noProvider")}</div> : null}
      {failure ? (
        <div className="text-ui-fg-error">
          {t("settings.noticeFailed", {
            what: t(`settings.noticeKinds.${failure.kind}`),
            when: time(failure.at),
            reason: failure.error ?? t("settings.noticeDied"),
          })}
        </div>
      ) : null}
    </>
  )
}

const Count = ({ count, to }: { count: number; to: string }) => {
  const { number } = useWords()
  return count === 0 ? (
    <>0</>
  ) : (
    <Link to={to} className={LINK}>
      {number(count)}
    </Link>
  )
}
