import type { JobSummary } from "./job-summary"

/** Why a job does not run as it should, as far as that is known. */
export const JOB_PROBLEMS = ["own_timer", "unfinished", "failed", "not_run"] as const
export type JobProblem = (typeof JOB_PROBLEMS)[number]

/** After so many of its periods without an end of a run, a job does not run. */
export const STANDS_STILL_AFTER_PERIODS = 3
/** After so many failed runs in a row, it does nothing either: of the sweep, in five minutes. */
export const STANDS_STILL_AFTER_FAILURES = 10

export interface SeenRun {
  started_at: Date | null
  finished_at: Date | null
  seconds_since_end: number | null
  summary: JobSummary | null
}

/**
 * Returns what is wrong with a job, by what is written down about it; a job without a note counts from the start
 * of the process.
 */
export function jobProblem(run: SeenRun | undefined, periodInSeconds: number, secondsUp: number): JobProblem | null {
  const secondsStill = run?.seconds_since_end ?? secondsUp
  if (secondsStill > periodInSeconds * STANDS_STILL_AFTER_PERIODS)
    return run && hasBegunAnother(run) ? "unfinished" : "not_run"
  if (run?.summary?.error) return "failed"
  return run?.summary?.by_own_timer ? "own_timer" : null
}

function hasBegunAnother({ started_at, finished_at }: SeenRun): boolean {
  return started_at !== null && (finished_at === null || started_at > finished_at)
}
