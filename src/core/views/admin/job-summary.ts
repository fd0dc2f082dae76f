/** What a job counts of what it did, in the order in which it is told. */
export const JOB_COUNTS = ["checked", "canceled", "held", "rolled_back", "processed", "deleted"] as const
export type JobCount = (typeof JOB_COUNTS)[number]

/** What the last run of a job did, as it is stored and as the admin gets it. What there was nothing of is left out. */
export type JobSummary = Partial<Record<JobCount, number>> & {
  /** Medusa's scheduler did not call it: a timer of the plugin's own ran it. */
  by_own_timer?: boolean
  /** Why it failed. */
  error?: string
  /** At how many runs in a row it has failed. */
  failures?: number
}
