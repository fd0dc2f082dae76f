import type { Laboratory } from "../setup/laboratory"

/** What one row of the table says. */
export interface Result {
  ratio: number
  /** How far the middle half of the rounds' ratios lies apart, relative to the ratio. */
  spread: number
  met: boolean
  /** What is worth knowing, in plain numbers; `of` names a row's second and further numbers. */
  detail: Record<string, unknown>
}

/** A row of the table: what is measured against what, and what is aimed at. */
export interface Row {
  id: string
  /** How it is called on the command line. */
  name: string
  what: string
  against: string
  /** In words, such as "≥ 1.0 ×", one for each of its numbers; the first stands for those without. */
  aims: string[]
  measure(laboratory: Laboratory): Promise<Result[] | Result>
}
