import { DayCache } from "./day-cache"

const SECOND = 1000
const day = (date: string, paid: number) => ({ date, paid, failed: 0, abandoned: 0 })

/** A ledger in which every day has as many paid checkouts as `paid` says; it notes how many days were looked at. */
function ledger(today: string) {
  const state = { today, paid: 1, asked: [] as number[] }
  const read = async (count: number) => {
    state.asked.push(count)
    const end = Date.parse(`${state.today}T00:00:00Z`)
    return Array.from({ length: count }, (_, place) =>
      day(new Date(end - (count - 1 - place) * 86_400_000).toISOString().slice(0, 10), state.paid),
    )
  }
  return { state, read }
}

describe("DayCache", () => {
  it("counts today each time, and the days before once", async () => {
    let now = 0
    const cache = new DayCache(() => now)
    const { state, read } = ledger("2026-03-02")
    await cache.days(30, "Africa/Nairobi", read)
    state.paid = 2
    now = 50 * SECOND
    const days = await cache.days(30, "Africa/Nairobi", read)
    expect(state.asked).toEqual([30, 1])
    expect(days.map(({ paid }) => paid)).toEqual([...Array<number>(29).fill(1), 2])
    expect([days[0]?.date, days.at(-1)?.date]).toEqual(["2026-02-01", "2026-03-02"])
    expect(await cache.days(7, "Africa/Nairobi", read)).toHaveLength(7)
    expect(state.asked).toEqual([30, 1, 1])
  })

  it("counts all again after a minute, for more days, for another time zone, and after midnight", async () => {
    let now = 0
    const cache = new DayCache(() => now)
    const { state, read } = ledger("2026-03-02")
    await cache.days(30, "Africa/Nairobi", read)
    await cache.days(30, "UTC", read)
    await cache.days(90, "UTC", read)
    now = 70 * SECOND
    await cache.days(30, "Africa/Nairobi", read)
    expect(state.asked).toEqual([30, 30, 90, 30])
    state.today = "2026-03-09"
    state.asked = []
    const days = await cache.days(30, "Africa/Nairobi", read)
    expect(days.map(({ date }) => date).at(-1)).toBe("2026-03-09")
    expect(new Set(days.map(({ date }) => date)).size).toBe(30)
    expect(state.asked).toEqual([1, 30])
  })
})
