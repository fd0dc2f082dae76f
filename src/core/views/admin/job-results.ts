/** What a job did, in a form that every language has words for. */
export interface JobResult {
  kind: JobResultKind
  /** How many of what the kind says. */
  count?: number
  /** The text itself, where it is told as it is: an error, or what this version has no word for. */
  text?: string
}

export const JOB_RESULT_KINDS = [
  "ownTimer",
  "asked",
  "canceled",
  "held",
  "takenBack",
  "worked",
  "deleted",
  "failed",
  "other",
] as const
export type JobResultKind = (typeof JOB_RESULT_KINDS)[number]

/** How it is written down that no scheduler called a job. */
export const BY_OWN_TIMER = "run by the process's own timer"

/** How the jobs write down what they did. */
const WRITTEN = [
  ["asked", /^asked about (\d+) checkouts?$/],
  ["canceled", /^canceled (\d+) orders? that could not be paid$/],
  ["held", /^held the money of (\d+) canceled orders?$/],
  ["takenBack", /^held the money of (\d+) paid orders? that (?:is|are) gone$/],
  ["worked", /^worked off (\d+) callbacks?$/],
  ["deleted", /^deleted (\d+) old callbacks?$/],
] as const

/** Reads what a job wrote down about its last run; nothing when it had nothing to do. */
export function readJobResult(result: string | null): JobResult[] {
  if (!result) return []
  if (result.startsWith("failed: ")) return [{ kind: "failed", text: result.slice("failed: ".length) }]
  return result.split(", ").map((part) => {
    if (part === BY_OWN_TIMER) return { kind: "ownTimer" }
    for (const [kind, pattern] of WRITTEN) {
      const count = pattern.exec(part)?.[1]
      if (count) return { kind, count: Number(count) }
    }
    return { kind: "other", text: part }
  })
}
