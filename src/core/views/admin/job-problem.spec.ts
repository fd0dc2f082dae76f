import { jobProblem } from "./job-problem"

const PERIOD = 40
const earlier = new Date("2026-11-29T10:00:00Z")
const later = new Date("2026-11-29T10:00:05Z")
const run = { started_at: earlier, finished_at: later, seconds_since_end: 10, summary: null }

it.each([
  ["a run that ended in time", run, 1000, null],
  ["one at the very end of three periods", { ...run, seconds_since_end: 120 }, 1000, null],
  ["none for more than three periods", { ...run, seconds_since_end: 121 }, 1000, "not_run"],
  [
    "one that has begun and has not ended",
    { ...run, started_at: later, finished_at: earlier, seconds_since_end: 121 },
    1000,
    "unfinished",
  ],
  ["the first one, which has not ended", { ...run, finished_at: null, seconds_since_end: null }, 121, "unfinished"],
  ["nothing yet in a process that was just started", undefined, 119, null],
  ["nothing in a process that was started long ago", undefined, 121, "not_run"],
  ["one that no scheduler called", { ...run, summary: { by_own_timer: true, checked: 2 } }, 1000, "own_timer"],
  ["one that failed", { ...run, summary: { error: "deadlock detected" } }, 1000, "failed"],
  ["one that did something", { ...run, summary: { checked: 2 } }, 1000, null],
])("a job with %s", (_, seen, secondsUp, problem) => {
  expect(jobProblem(seen, PERIOD, secondsUp)).toBe(problem)
})
