import { generateEntityId } from "@medusajs/framework/utils"
import type { Connection } from "./connection"

const JOB_RUN = "almara_job_run"

/** The jobs' leases and their last runs, in SQL, so that one process at a time does the work of a job. */
export class JobRuns {
  constructor(private readonly connection: Connection) {}

  /**
   * Runs `work` unless another process has the job; its lease runs out after `seconds`, should the process die.
   * `work` answers in words what it did, or undefined when there was nothing to do. Answers whether it was run here.
   */
  async runAlone(name: string, seconds: number, work: () => Promise<string | undefined>): Promise<boolean> {
    const lease = generateEntityId("", "almlease")
    if (!(await this.take(name, lease, seconds))) return false
    try {
      const result = await work()
      await this.give(name, lease, result === undefined ? {} : { result })
    } catch (error) {
      await this.give(name, lease, { result: `failed: ${error instanceof Error ? error.message : "unknown error"}`.slice(0, 500) })
      throw error
    }
    return true
  }

  private async take(name: string, lease: string, seconds: number): Promise<boolean> {
    await this.connection(JOB_RUN).insert({ id: generateEntityId("", "almjob"), name }).onConflict().ignore()
    const taken = await this.connection(JOB_RUN)
      .where({ name })
      .where((free) => free.whereNull("leased_until").orWhere("leased_until", "<", this.connection.fn.now()))
      .update({
        leased_by: lease,
        leased_until: this.connection.raw("now() + ? * interval '1 second'", [seconds]),
        started_at: this.connection.fn.now(),
      })
    return taken === 1
  }

  private async give(name: string, lease: string, result: { result?: string }): Promise<void> {
    await this.connection(JOB_RUN)
      .where({ name, leased_by: lease })
      .update({ ...result, leased_by: null, leased_until: null, finished_at: this.connection.fn.now(), updated_at: this.connection.fn.now() })
  }
}
