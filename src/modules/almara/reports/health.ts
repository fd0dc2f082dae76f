import type { JobSummary } from "../../../core/views/admin/job-summary"
import type { AdminHealth } from "../../../core/views/admin/status"
import { COUNTED_AS_FAILED, sqlList, UNDER_WAY } from "../../../core/checkout/states"
import type { Backlog } from "../../../telemetry/metrics"
import { WAITS_FOR_A_PERSON } from "./checkout-filter"
import type { Connection } from "../connection"

/** When a job ran last, and what it did. */
export interface JobRunRow {
  name: string
  started_at: Date | null
  finished_at: Date | null
  /** By the database's clock. */
  seconds_since_end: number | null
  summary: JobSummary | null
}

/**
 * One look-up in the index for each state: with all of them in one, Postgres may walk through every closed checkout.
 */
const OLDEST_OF_EACH = UNDER_WAY.map(
  (state) =>
    `(select id, checkout_reference, created_at from almara_checkout where state = '${state}' and deleted_at is null order by created_at limit 1)`,
).join(" union all ")

/** How the plugin itself is doing, as far as its tables tell. */
export class Health {
  constructor(private readonly connection: Connection) {}

  /** Returns the newest and oldest of what matters, in one query. */
  async read(): Promise<AdminHealth> {
    const { rows } = await this.connection.raw<{ rows: [AdminHealth] }>(
      `select
         (select max(created_at) from almara_callback where checkout_id is not null and deleted_at is null) as last_callback_at,
         (select max(paid_at) from almara_checkout where state = 'paid' and deleted_at is null) as last_paid_at,
         (select json_build_object('at', event.created_at, 'checkout_id', checkout.id, 'state', checkout.state, 'result_code', checkout.result_code)
            from almara_checkout_event event join almara_checkout checkout on checkout.id = event.checkout_id
            where event.kind in ${sqlList(COUNTED_AS_FAILED)} and event.deleted_at is null and checkout.state in ${sqlList(COUNTED_AS_FAILED)} and checkout.deleted_at is null
            order by event.created_at desc limit 1) as last_failure,
         (select json_build_object('id', id, 'checkout_reference', checkout_reference, 'created_at', created_at) from (${OLDEST_OF_EACH}) oldest
            order by created_at limit 1) as oldest_open,
         (select json_build_object('count', coalesce(sum(count), 0)::int, 'last_problem', (array_agg(last_problem order by last_at desc))[1], 'last_at', max(last_at))
            from almara_address_problem where hour > now() - interval '24 hours' and deleted_at is null) as address_problems,
         (select count(*)::int from almara_callback where state = 'waiting' and deleted_at is null) as backlog,
         (select count(*)::int from almara_callback where state = 'dead' and deleted_at is null) as dead_letters,
         (select count(*)::int from almara_checkout where ${WAITS_FOR_A_PERSON} and deleted_at is null) as needs_attention`,
    )
    return rows[0]
  }

  /** Returns what waits now. */
  async backlog(): Promise<Backlog> {
    const { rows } = await this.connection.raw<{ rows: [Backlog] }>(
      `select
         (select count(*)::int from almara_callback where state = 'waiting' and deleted_at is null) as waiting_callbacks,
         (select count(*)::int from almara_callback where state = 'dead' and deleted_at is null) as dead_callbacks,
         (select count(*)::int from almara_checkout where ${WAITS_FOR_A_PERSON} and deleted_at is null) as checkouts_needing_attention`,
    )
    return rows[0]
  }

  /**
   * For how many seconds the oldest callback of a checkout has waited that is not processed; undefined when there is
   * none. By the database's clock, since the callback may have come to another machine. Only signed ones: a stranger
   * must not set it.
   */
  async secondsSinceCallback(checkoutId: string): Promise<number | undefined> {
    const { rows } = await this.connection.raw<{ rows: [{ seconds: number | null }] }>(
      `select extract(epoch from clock_timestamp() - min(created_at))::float8 as seconds
         from almara_callback where checkout_id = ? and state = 'waiting' and signed and deleted_at is null`,
      [checkoutId],
    )
    return rows[0].seconds ?? undefined
  }

  async jobRuns(): Promise<JobRunRow[]> {
    return this.connection<JobRunRow>("almara_job_run")
      .whereNull("deleted_at")
      .orderBy("name")
      .select(
        "name",
        "started_at",
        "finished_at",
        "summary",
        this.connection.raw("extract(epoch from clock_timestamp() - finished_at)::float8 as seconds_since_end"),
      )
  }
}
