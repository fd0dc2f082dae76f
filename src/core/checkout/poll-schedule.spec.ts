import { closingTime, lateLookAt, nextQuestionAt } from "./poll-schedule"

const now = new Date("2026-11-23T10:00:00Z")
const dueAt = new Date("2026-11-23T11:00:00Z")
const timing = { now, dueAt, graceInMinutes: 2, random: () => 0 }

describe("nextQuestionAt", () => {
  it("grows from one minute to a quarter of an hour", () => {
    const pauses = [0, 1, 2, 3, 4, 50].map((questions) => (nextQuestionAt({ ...timing, questions }).getTime() - now.getTime()) / 1000)
    expect(pauses).toEqual([60, 120, 240, 480, 900, 900])
  })

  it("asks at closing time at the latest", () => {
    const late = new Date("2026-11-23T10:58:00Z")
    expect(nextQuestionAt({ ...timing, now: late, questions: 4 })).toEqual(closingTime(dueAt, 2))
  })

  it("asks anew from the closing time on, whether or not it was asked then", () => {
    const closing = closingTime(dueAt, 2)
    expect(nextQuestionAt({ ...timing, now: closing, questions: 0 })).toEqual(new Date(closing.getTime() + 60_000))
  })

  it("goes on asking after closing time while Almara cannot be reached", () => {
    const after = new Date("2026-11-23T12:00:00Z")
    expect(nextQuestionAt({ ...timing, now: after, questions: 4 }).getTime()).toBeGreaterThan(after.getTime())
  })

  it("is shortened by jitter, never lengthened", () => {
    expect(nextQuestionAt({ ...timing, questions: 0, random: () => 0.999 }).getTime()).toBeLessThan(now.getTime() + 60_000)
  })
})

describe("lateLookAt", () => {
  const closing = closingTime(dueAt, 2)
  const after = (minutes: number) => new Date(closing.getTime() + minutes * 60_000)

  it("looks again a quarter of an hour, two hours, half a day, two days, a week and a month after closing, and then no more", () => {
    const looks: (Date | null)[] = [lateLookAt({ dueAt, graceInMinutes: 2, now: closing })]
    while (looks.at(-1)) looks.push(lateLookAt({ dueAt, graceInMinutes: 2, now: looks.at(-1) as Date }))
    expect(looks).toEqual([after(15), after(120), after(720), after(2880), after(7 * 1440), after(30 * 1440), null])
  })
})
