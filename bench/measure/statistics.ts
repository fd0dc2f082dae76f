/** What a series of numbers says: the median, and how far apart its middle half lies. */
export interface Series {
  median: number
  /** The distance between the quarters, relative to the median. */
  spread: number
  values: number[]
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
  const median = percentile(values, 0.5)
  return { median, spread: (percentile(values, 0.75) - percentile(values, 0.25)) / median, values: [...values] }
}

/** Sums up the ratios of pairs that were measured one right after the other, so that a busy moment touches both. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Series {
  return series(ours.map((value, place) => value / (theirs[place] ?? Number.NaN)))
}
