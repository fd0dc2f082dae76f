import { generateEntityId } from "@medusajs/framework/utils"
import { storableJson, plainLine, maskText } from "../../../core/text"
import type { JobSummary } from "../../../core/views/admin/job-summary"
import { reasonOf } from "../../../telemetry/log"
import type { Connection } from "../connection"
import { inSeconds, inSql, isFree, NOW } from "../moments"

const JOB_RUN = "almara_job_run"

/** The jobs by the names under which their runs are written down. */
export const JOB_NAMES = ["inbox", "reconcile", "prune"] as const
export type JobName = (typeof JOB_NAMES)[number]

/** What is done now and then by one process at a time, as a part of a job. */
export type Errand = "notices" | "token"

/** Who had a job run. */
export type JobTrigger = "scheduler" | "own timer"

/** Within how many seconds the end of another run is written down, where the scheduler calls a job as it should. */
export const PERIOD_IN_SECONDS: Record<JobName, number> = { inbox: 65, reconcile: 40, prune: 24 * 60 * 60 }
const OVERDUE_AFTER_PERIODS = 2

const WALKER: JobName = "reconcile"

/** Also where a wrong clock has written the end of the last run, in what is still to come. */
const NOT_FINISHED_SINCE =
  "(finished_at is null or finished_at <= now() - ? * interval '1 second' or finished_at > clock_timestamp())"

/**
 * For how long a run keeps others away at the most, and how long after its end there is another one at the earliest.
 */
export interface Pace {
  leaseInSeconds: number
  everySeconds?: number
}

/** What there was nothing of is left out; null where there was nothing to do. */
function toColumn(summary: JobSummary): unknown {
  const said = Object.entries(summary).filter(([, value]) => value)
  return said.length > 0 ? storableJson(Object.fromEntries(said)) : null
}

/** The jobs' leases and their last runs, in SQL, so that one process at a time does the work of a job. */
export class JobRuns {
  constructor(private readonly connection: Connection) {}

  /**
   * Runs `work` unless another process has the job, or one has finished it in the last `everySeconds`. The lease runs
   * out after `leaseInSeconds`, should the process die. `work` returns what it did. Returns whether it was run here.
   */
  async runAlone(name: JobName | Errand, pace: Pace, work: () => Promise<JobSummary>): Promise<boolean> {
    const lease = generateEntityId("", "almlease")
    if (!(await this.take(name, lease, pace))) return false
    try {
      await this.give(name, lease, await work())
    } catch (error) {
      await this.give(name, lease, { error: maskText(plainLine(reasonOf(error))) })
      throw error
    }
    return true
  }

  /**
   * Writes down a run of a job that needs no lease, unless one was written down in the last `seconds`: a job that runs
   * every few seconds must not write as often. Returns whether it was written down.
   */
  async note(name: JobName, seconds: number, summary: JobSummary = {}): Promise<boolean> {
    await this.connection(JOB_RUN)
      .insert({ id: generateEntityId("", "almjob"), name })
      .onConflict()
      .ignore()
    const noted = await this.connection(JOB_RUN)
      .where({ name })
      .whereRaw(NOT_FINISHED_SINCE, [seconds])
      .update(
        inSql(this.connection, { summary: toColumn(summary), started_at: NOW, finished_at: NOW, updated_at: NOW }),
      )
    return noted === 1
  }

  /** Returns the jobs that have not ended for two of their periods, or never, as in a new store. Writes nothing. */
  async overdue(): Promise<{ name: JobName; isNew: boolean }[]> {
    const periods = JOB_NAMES.map((name) => [name, PERIOD_IN_SECONDS[name] * OVERDUE_AFTER_PERIODS])
    const { rows } = await this.connection.raw<{ rows: { name: JobName; isNew: boolean }[] }>(
      `select job.name, run.finished_at is null as "isNew" from (values ${periods.map(() => "(?, ?::int)").join(", ")}) as job (name, seconds)
         left join ${JOB_RUN} run on run.name = job.name
         where run.finished_at is null or run.finished_at <= now() - job.seconds * interval '1 second' or run.finished_at > clock_timestamp()`,
      periods.flat(),
    )
    return rows
  }

  /**
   * Returns how far a walk has come that goes through a table in parts, as it was kept last; empty at the beginning.
   */
  async cursor(walk: string): Promise<string> {
    const found = await this.connection(JOB_RUN)
      .where({ name: WALKER, deleted_at: null })
      .first(this.connection.raw("coalesce(cursor, '{}')::jsonb ->> ? as kept", [walk]))
    return String((found as { kept: string | null } | undefined)?.kept ?? "")
  }

  /** Keeps how far a walk has come. The walks of the sweep share one row: it has the sweep's lease. */
  async keepCursor(walk: string, cursor: string): Promise<void> {
    const kept = this.connection.raw(
      "(coalesce(cursor, '{}')::jsonb || jsonb_build_object(cast(? as text), cast(? as text)))::text",
      [walk, cursor],
    )
    await this.connection(JOB_RUN).where({ name: WALKER, deleted_at: null }).update({ cursor: kept })
  }

  private async take(
    name: JobName | Errand,
    lease: string,
    { leaseInSeconds, everySeconds = 0 }: Pace,
  ): Promise<boolean> {
    await this.connection(JOB_RUN)
      .insert({ id: generateEntityId("", "almjob"), name })
      .onConflict()
      .ignore()
    const taken = await this.connection(JOB_RUN)
      .where({ name })
      .where(isFree(this.connection, leaseInSeconds))
      .whereRaw(NOT_FINISHED_SINCE, [everySeconds])
      .update(inSql(this.connection, { leased_by: lease, leased_until: inSeconds(leaseInSeconds), started_at: NOW }))
    return taken === 1
  }

  private async give(name: JobName | Errand, lease: string, summary: JobSummary): Promise<void> {
    await this.connection(JOB_RUN)
      .where({ name, leased_by: lease })
      .update(
        inSql(this.connection, {
          summary: summary.error === undefined ? toColumn(summary) : this.withFailures(summary),
          leased_by: null,
          leased_until: null,
          finished_at: NOW,
          updated_at: NOW,
        }),
      )
  }

  private withFailures(summary: JobSummary) {
    return this.connection.raw(
      "cast(? as jsonb) || jsonb_build_object('failures', coalesce((summary->>'failures')::int, 0) + 1)",
      [toColumn(summary) as never],
    )
  }
}
