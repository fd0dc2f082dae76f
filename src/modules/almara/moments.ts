import { storableText } from "../../core/text"
import type { Executor } from "./connection"

/** A moment that is not known yet: the database's clock, when it is written, and so many seconds. */
export class Moment {
  constructor(readonly secondsFromNow: number) {}
}

/** Returns a moment so many seconds after it is written, by the database's clock. */
export function inSeconds(seconds: number): Moment {
  return new Moment(seconds)
}

/** The moment of writing, by the database's clock. */
export const NOW = inSeconds(0)

/** A moment in SQL. */
export function moment(executor: Executor, { secondsFromNow }: Moment) {
  return executor.raw("now() + ? * interval '1 second'", [secondsFromNow])
}

/**
 * Returns the columns that an update sets: their moments in SQL, their texts such as every column and index takes, and
 * no number that an integer cannot hold. Whatever a gateway has said passes here, or through an event of the timeline,
 * before it meets Postgres.
 */
export function inSql(executor: Executor, columns: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, columnInSql(executor, name, value)]))
}

/** Addresses are bounded where they are read, and in no index: half an address leads nowhere. */
const ADDRESS = "checkout_url"

function columnInSql(executor: Executor, name: string, value: unknown): unknown {
  if (value instanceof Moment) return moment(executor, value)
  if (typeof value === "number" && (value | 0) !== value) return null
  return typeof value === "string" && name !== ADDRESS ? storableText(value) : value
}

/** What carries a row's `read_at`. Not `now()`: what waited for a lock was read after it. */
export const READ_AT = "clock_timestamp() as read_at"

/**
 * Whether a lease of so many seconds keeps nobody away: it ran out, or is longer than any that is given, so that a
 * wrong clock gave it.
 */
export function isFree(executor: Executor, seconds: number) {
  // Not `now()`: who waited for the row would take what was given meanwhile for too long.
  return executor.raw(
    "(leased_until is null or leased_until < now() or leased_until > clock_timestamp() + :seconds * interval '1 second')",
    { seconds },
  )
}

/**
 * Whether so many seconds have passed since a moment, or there was none. One that lies further ahead than that is one
 * of a wrong clock.
 */
export function isLongAgo(executor: Executor, column: "taken_at" | "canceling_at", seconds: number) {
  return executor.raw(
    "(:column: is null or :column: < now() - :seconds * interval '1 second' or :column: > clock_timestamp() + :seconds * interval '1 second')",
    { column, seconds },
  )
}
