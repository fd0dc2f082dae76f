import { model } from "@medusajs/framework/utils"

/** One row per job: who runs it now, when it ran last, and what it did. */
const JobRun = model.define(
  { name: "almara_job_run", tableName: "almara_job_run" },
  {
    id: model.id({ prefix: "almjob" }).primaryKey(),
    name: model.text().unique("IDX_almara_job_run_name"),
    /** Until when one process has the job; the lease of a process that died runs out. */
    leased_until: model.dateTime().nullable(),
    leased_by: model.text().nullable(),
    /** The latest slot that was given out, where a job keeps to a rate. */
    next_slot_at: model.dateTime().nullable(),
    started_at: model.dateTime().nullable(),
    finished_at: model.dateTime().nullable(),
    /** What the last run did when there was something to do, or why it failed (`JobSummary`). */
    summary: model.json().nullable(),
    /** How far a job has come that walks through a table in parts. */
    cursor: model.text().nullable(),
  },
)

export default JobRun
