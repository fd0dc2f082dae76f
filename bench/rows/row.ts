import type { Bench } from "../setup/bench"

/** One line of the table. */
export interface Result {
  /** The number of the line, such as "1" or "5-search". */
  id: string
  /** What was measured. */
  what: string
  against: string
  ratio: number
  /** How far the rounds' ratios lie apart, relative to the ratio; null where there is one round only. */
  spread: number | null
  /** In words, such as "≥ 1.0 ×". */
  aim: string
  /** Null where a number is shown and nothing is aimed at. */
  met: boolean | null
  /** What else was seen, and the raw numbers. */
  detail: Record<string, unknown>
}

/** Something to measure, which has a name of its own on the command line. */
export interface Row {
  name: string
  /** For the person who waits for it. */
  what: string
  /** Measured after the others, wherever it stands in the table: it does as much as there is time for. */
  isLast?: true
  measure(bench: Bench): Promise<Result[]>
}
