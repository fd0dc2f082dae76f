/** Pauses between two status checks of one checkout, in seconds; the last one repeats. */
const PAUSES_IN_SECONDS = [60, 120, 240, 480, 900] as const
const JITTER = 0.2

const HOUR = 60
const DAY = 24 * HOUR

/**
 * When Almara is asked again about a checkout that was closed unpaid, in minutes after its closing time. Money can come
 * late, as after a slow card check or a dispute, and its callback can be lost: nobody else would ever see it.
 */
const LATE_CHECKS_IN_MINUTES = [15, 2 * HOUR, 12 * HOUR, 2 * DAY, 7 * DAY, 30 * DAY] as const

export interface ClosingTiming {
  dueAt: Date
  graceInMinutes: number
  now: Date
}

export interface CheckTiming extends ClosingTiming {
  /** How many status checks the checkout has had so far. */
  checks: number
  /** A number in [0, 1). */
  random: () => number
}

/** Returns when due date and grace are over, and the last status check decides. */
export function closingTime(dueAt: Date, graceInMinutes: number): Date {
  return new Date(dueAt.getTime() + graceInMinutes * 60_000)
}

/** Returns whether due date and grace were over when a checkout was read. */
export function isOverdue(
  { due_at, read_at }: { due_at: Date; read_at: Date },
  { graceInMinutes }: Pick<ClosingTiming, "graceInMinutes">,
): boolean {
  return closingTime(new Date(due_at), graceInMinutes) <= read_at
}

/**
 * Returns when to ask Almara about a checkout again: after growing pauses, but at closing time at the latest, so that
 * an unpaid order does not keep its stock longer than promised. Jitter keeps many checkouts from being asked about at
 * once.
 */
export function nextCheckAt(timing: CheckTiming): Date {
  const step = Math.min(timing.checks, PAUSES_IN_SECONDS.length - 1)
  const pause = (PAUSES_IN_SECONDS[step] ?? 900) * (1 - JITTER * timing.random()) * 1000
  const next = new Date(timing.now.getTime() + pause)
  const closing = closingTime(timing.dueAt, timing.graceInMinutes)
  return timing.now < closing && next > closing ? closing : next
}

/**
 * Returns when to look once more whether a checkout that was closed unpaid was paid late; null after the last of these
 * checks.
 */
export function nextLateCheckAt({ dueAt, graceInMinutes, now }: ClosingTiming): Date | null {
  return LATE_CHECKS_IN_MINUTES.map((late) => closingTime(dueAt, graceInMinutes + late)).find((at) => at > now) ?? null
}
