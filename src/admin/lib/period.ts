import { record } from "./parse"

/** The spans of days that are offered, today included, as the chart counts them. */
export const PERIODS = [1, 7, 30, 90] as const

/**
 * A filter of days as the address keeps it: the last so many, which move on with the days, or calendar days, which are
 * the reader's. The table's date picker knows moments only: it gets the midnights, and the end stands for a whole day.
 */
interface Period {
  $last?: number
  $gte?: string
  $lte?: string
}

/** The moment at which the first of the last so many days of the reader began. */
export const firstMidnightOf = (days: number): Date => {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1))
}

/** What the table's date filter shows for what stands in the address; undefined when that names no day. */
export const periodForTable = (value: unknown): { $gte?: string; $lte?: string } | null | undefined => {
  if (value === null) return null
  const { $last, $gte, $lte } = periodOf(value)
  if ($last !== undefined) return { $gte: firstMidnightOf($last).toISOString() }
  if ($gte === undefined && $lte === undefined) return undefined
  return {
    ...($gte !== undefined && { $gte: midnight($gte).toISOString() }),
    ...($lte !== undefined && { $lte: midnight($lte).toISOString() }),
  }
}

/** What the address keeps of what the table's date filter says. */
export const periodForAddress = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  const { $gte, $lte } = record(value)
  const last = $lte === undefined ? PERIODS.find((days) => firstMidnightOf(days).toISOString() === $gte) : undefined
  if (last !== undefined) return { $last: last }
  return periodOf(value)
}

/** The same in the words of the server. The last day is a whole one: what is asked for ends before the next begins. */
export const periodQuery = (value: unknown): { created_from?: string; created_before?: string } => {
  const { $last, $gte, $lte } = periodOf(value)
  if ($last !== undefined) return { created_from: firstMidnightOf($last).toISOString() }
  return {
    ...($gte !== undefined && { created_from: midnight($gte).toISOString() }),
    ...($lte !== undefined && { created_before: midnight($lte, 1).toISOString() }),
  }
}

const periodOf = (value: unknown): Period => {
  const { $last, $gte, $lte, $gt, $lt } = record(value)
  if (typeof $last === "number" && Number.isInteger($last) && $last > 0 && $last <= 366) return { $last }
  const [from, to] = [dayOf($gte ?? $gt), dayOf($lte ?? $lt)]
  return { ...(from && { $gte: from }), ...(to && { $lte: to }) }
}

/**
 * YYYY-MM-DD of a day, or of the reader's day in which a moment lies. While a year is being typed, it is one of the
 * first centuries.
 */
const dayOf = (value: unknown): string | undefined => {
  if (typeof value !== "string") return undefined
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? midnight(value) : new Date(value)
  const year = day.getFullYear()
  if (Number.isNaN(year) || year < 0 || year > 9999) return undefined
  return [
    String(year).padStart(4, "0"),
    String(day.getMonth() + 1).padStart(2, "0"),
    String(day.getDate()).padStart(2, "0"),
  ].join("-")
}

const midnight = (day: string, daysLater = 0): Date => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
  const moment = new Date(2000, 0, 1)
  // Handed to the constructor, the year 20 would be 1920.
  moment.setFullYear(year, month - 1, date + daysLater)
  return moment
}
