import { STANDS_STILL_AFTER_FAILURES, STANDS_STILL_AFTER_PERIODS } from "../../../core/views/admin/job-problem"
import { CALLBACKS_MISSED, WHOLE_STORE, type MerchantNoticeKind } from "../../../core/views/merchant-notice"
import { JOB_NAMES, PERIOD_IN_SECONDS } from "../jobs/job-runs"
import { WAITS_FOR_A_PERSON } from "../reports/checkout-filter"

/** Under this name it is written down what Almara said about the credentials last: `TOKEN_REFUSED`, or nothing. */
export const TOKEN_LOOK = "token"
export const TOKEN_REFUSED = "refused"

/** In SQL, of one kind: the subjects of the matters that stand, and whether that of an `almara_notice n` is over. */
export interface Matter {
  standing: string
  isOver: string
}

const untilGone = (standing: string): Matter => ({
  standing,
  // Hashed, however few Postgres believes that there are.
  isOver: `n.subject not in (${standing})`,
})

/** Without our signature, a stranger could have sent it. */
const CALLBACK = "b.signed and b.checkout_id is not null and b.deleted_at is null"

/** Callbacks are kept for so many days only, and of older payments nobody knows whether one came. */
const SINCE = `greatest(
  (select max(b.created_at) from almara_callback b where ${CALLBACK}), now() - least(:retentionInDays, 7) * interval '1 day')`

const JOBS = JOB_NAMES.map((name) => `('${name}', ${PERIOD_IN_SECONDS[name] * STANDS_STILL_AFTER_PERIODS})`).join(", ")

export const MATTERS: Record<MerchantNoticeKind, Matter> = {
  // What is doubtful and has time left is still asked about; what is given back is no money of the merchant's.
  held_money: untilGone(
    `select id as subject from almara_checkout
     where ${WAITS_FOR_A_PERSON} and (state = 'held' or attention <> 'usage_kept') and deleted_at is null`,
  ),
  dead_letter: untilGone("select id as subject from almara_callback where state = 'dead' and deleted_at is null"),
  no_callbacks: {
    // No payment here is without a moment; the index is read backwards.
    standing: `select '${WHOLE_STORE}' as subject from (
       select c.paid_at from almara_checkout c
       where c.paid_at > ${SINCE} and c.deleted_at is null
         and not exists (select 1 from almara_callback b where b.checkout_id = c.id and ${CALLBACK})
       order by c.paid_at nulls first limit ${CALLBACKS_MISSED.payments}) found
     having count(*) = ${CALLBACKS_MISSED.payments} and min(paid_at) <= now() - interval '${CALLBACKS_MISSED.hours} hours'`,
    isOver: `exists (select 1 from almara_callback b where ${CALLBACK} and b.created_at > n.created_at)`,
  },
  token_refused: {
    standing: `select '${WHOLE_STORE}' as subject from almara_job_run
     where name = '${TOKEN_LOOK}' and summary->>'error' = '${TOKEN_REFUSED}' and deleted_at is null`,
    // Where Almara could not be reached, nobody knows.
    isOver: `exists (select 1 from almara_job_run where name = '${TOKEN_LOOK}' and summary is null and finished_at is not null and deleted_at is null)`,
  },
  job_stands_still: untilGone(
    `select run.name as subject from almara_job_run run join (values ${JOBS}) as job (name, seconds) on job.name = run.name
     where (coalesce(run.finished_at, run.created_at) <= now() - job.seconds * interval '1 second'
       or (run.summary->>'failures')::int >= ${STANDS_STILL_AFTER_FAILURES}) and run.deleted_at is null`,
  ),
}
