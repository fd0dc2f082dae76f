/** What became of the checkouts that were opened on one day, in the reader's time zone. */
export interface DayOfCheckouts {
  /** YYYY-MM-DD. */
  date: string
  paid: number
  failed: number
  /** Canceled by the customer, or expired. */
  abandoned: number
}

export interface AdminStatistics {
  days: DayOfCheckouts[]
  totals: Omit<DayOfCheckouts, "date">
  /** The share of paid ones among those that came to an end, from 0 to 1; null when none did. */
  success_rate: number | null
}

/** The spans of days that the chart offers. */
export const STATISTICS_DAYS = [7, 30, 90] as const

/** Adds the days up. Checkouts that are still open count for nothing yet. */
export function statisticsFrom(days: DayOfCheckouts[]): AdminStatistics {
  const sum = (of: (day: DayOfCheckouts) => number) => days.reduce((total, day) => total + of(day), 0)
  const totals = {
    paid: sum((day) => day.paid),
    failed: sum((day) => day.failed),
    abandoned: sum((day) => day.abandoned),
  }
  const ended = totals.paid + totals.failed + totals.abandoned
  return { days, totals, success_rate: ended === 0 ? null : totals.paid / ended }
}
