import { closingTime, isOverdue, nextLateCheckAt, nextCheckAt } from "./schedule"

const now = new Date("2026-11-23T10:00:00Z")
const dueAt = new Date("2026-11-23T11:00:00Z")
const timing = { now, dueAt, graceInMinutes: 2, random: () => 0 }

describe("nextCheckAt", () => {
  it("grows from one minute to a quarter of an hour", () => {
    const pauses = [0, 1, 2, 3, 4, 50].map(
      (checks) => (nextCheckAt({ ...timing, checks }).getTime() - now.getTime()) / 1000,
    )
    expect(pauses).toEqual([60, 120, 240, 480, 900, 900])
  })

  it("asks at closing time at the latest", () => {
    const late = new Date("2026-11-23T10:58:00Z")
    expect(nextCheckAt({ ...timing, now: late, checks: 4 })).toEqual(closingTime(dueAt, 2))
  })

  it("asks anew from the closing time on, whether or not it was asked then", () => {
    const closing = closingTime(dueAt, 2)
    expect(nextCheckAt({ ...timing, now: closing, checks: 0 })).toEqual(new Date(closing.getTime() + 60_000))
  })

  it("goes on asking after closing time while Almara cannot be reached", () => {
    const after = new Date("2026-11-23T12:00:00Z")
    expect(nextCheckAt({ ...timing, now: after, checks: 4 }).getTime()).toBeGreaterThan(after.getTime())
  })

  it("is shortened by jitter, never lengthened", () => {
    expect(nextCheckAt({ ...timing, checks: 0, random: () => 0.999 }).getTime()).toBeLessThan(now.getTime() + 60_000)
  })
})

describe("nextLateCheckAt", () => {
  const closing = closingTime(dueAt, 2)
  const after = (minutes: number) => new Date(closing.getTime() + minutes * 60_000)

  it("checks 15 minutes, 2 and 12 hours, 2 and 7 days and a month after closing, and then no more", () => {
    const checks: (Date | null)[] = [nextLateCheckAt({ dueAt, graceInMinutes: 2, now: closing })]
    while (checks.at(-1)) checks.push(nextLateCheckAt({ dueAt, graceInMinutes: 2, now: checks.at(-1) as Date }))
    expect(checks).toEqual([after(15), after(120), after(720), after(2880), after(7 * 1440), after(30 * 1440), null])
  })
})

it("a checkout is overdue from the moment on in which due date and grace are over", () => {
  const overdue = (due: number) =>
    isOverdue({ due_at: new Date(now.getTime() + due * 60_000), read_at: now }, { graceInMinutes: 2 })
  expect([overdue(-3), overdue(-2), overdue(-1.99), overdue(0)]).toEqual([true, true, false, false])
})
