import type { DayOfCheckouts } from "../../../core/views/admin/statistics"

/** Today is counted each time. */
const LIVE_DAYS = 1
/** Yesterday's checkouts still change now and then. */
const KEPT_FOR_MILLISECONDS = 60_000
/** One for each of the readers' time zones. */
const MOST_ZONES = 50

interface Kept {
  days: Map<string, DayOfCheckouts>
  count: number
  until: number
}

/**
 * Keeps the counts of days that are over, so that the dashboard of a year's millions looks at today only. Each process
 * keeps its own; what is older than a minute is counted again.
 */
export class DayCache {
  private readonly zones = new Map<string, Kept>()

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Returns the last `count` days, the oldest first; `read` counts the last so many in the database. */
  async days(
    count: number,
    timeZone: string,
    read: (days: number) => Promise<DayOfCheckouts[]>,
  ): Promise<DayOfCheckouts[]> {
    const kept = this.zones.get(timeZone)
    if (count <= LIVE_DAYS) return read(count)
    if (kept && kept.count >= count && kept.until > this.now()) {
      const live = await read(LIVE_DAYS)
      const past = pastOf(kept, live, count)
      if (past) return [...past, ...live]
    }
    const days = await read(count)
    if (this.zones.size >= MOST_ZONES) this.zones.clear()
    this.zones.set(timeZone, {
      days: new Map(days.map((day) => [day.date, day])),
      count,
      until: this.now() + KEPT_FOR_MILLISECONDS,
    })
    return days
  }
}

/** The kept days before the live ones; undefined when midnight has passed and one is missing. */
function pastOf(kept: Kept, live: DayOfCheckouts[], count: number): DayOfCheckouts[] | undefined {
  const first = live[0]
  if (!first) return undefined
  const past = Array.from({ length: count - live.length }, (_, place) =>
    kept.days.get(dayBefore(first.date, count - live.length - place)),
  )
  return past.every((day) => day !== undefined) ? past : undefined
}

function dayBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
