/** What a series of numbers says, with the numbers themselves. */
export interface Series {
  median: number
  lowest: number
  highest: number
  values: number[]
}

/** Two series that were measured by turns, as a ratio. */
export interface Comparison {
  /** Of the medians. */
  ratio: number
  /**
   * How far the rounds' own ratios lie apart, the lowest from the highest, relative to the ratio; null when there was
   * one round.
   */
  spread: number | null
}

/** The value below which a part of them lies, by the nearest rank. Throws when there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (value === undefined) throw new Error("Nothing was measured.")
  return value
}

/** Sums up measured numbers. Throws when there are none. */
export function series(values: readonly number[]): Series {
  return {
    median: percentile(values, 0.5),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    values: [...values],
  }
}

/**
 * Compares what was measured one right after the other, so that a busy moment touches both. Throws when there is
 * nothing.
 */
export function compare(ours: readonly number[], theirs: readonly number[]): Comparison {
  const ratio = percentile(ours, 0.5) / percentile(theirs, 0.5)
  const rounds = ours.map((value, place) => value / (theirs[place] ?? Number.NaN)).filter((one) => !Number.isNaN(one))
  return { ratio, spread: rounds.length < 2 ? null : (Math.max(...rounds) - Math.min(...rounds)) / ratio }
}

/**
 * Cuts many values into groups, in their order, and takes each group's percentile: single values lie too far apart to
 * tell a spread.
 */
export function grouped(values: readonly number[], groups: number, part = 0.5): number[] {
  const size = Math.ceil(values.length / groups)
  return Array.from({ length: groups }, (_, place) => values.slice(place * size, (place + 1) * size))
    .filter((group) => group.length > 0)
    .map((group) => percentile(group, part))
}
