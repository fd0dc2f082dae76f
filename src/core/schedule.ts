/** Pauses between two questions to Almara about one checkout, in seconds; the last one repeats. */
const PAUSES_IN_SECONDS = [60, 120, 240, 480, 900] as const
const JITTER = 0.2

export interface QuestionTiming {
  /** How many questions were asked about the checkout so far. */
  questions: number
  now: Date
  dueAt: Date
  graceInMinutes: number
  /** A number in [0, 1). */
  random: () => number
}

/** When due date and grace are over, and the last question decides. */
export function closingTime(dueAt: Date, graceInMinutes: number): Date {
  return new Date(dueAt.getTime() + graceInMinutes * 60_000)
}

/**
 * When to ask Almara about a checkout again: after growing pauses, but at closing time at the latest, so that an unpaid
 * order does not keep its stock longer than promised. Jitter keeps many checkouts from being asked about at once.
 */
export function nextQuestionAt(timing: QuestionTiming): Date {
  const step = Math.min(timing.questions, PAUSES_IN_SECONDS.length - 1)
  const pause = (PAUSES_IN_SECONDS[step] ?? 900) * (1 - JITTER * timing.random()) * 1000
  const next = new Date(timing.now.getTime() + pause)
  const closing = closingTime(timing.dueAt, timing.graceInMinutes)
  return timing.now < closing && next > closing ? closing : next
}
