import fc from "fast-check"
import { nextTurnDue } from "./pace"

/** When turns begin of which each is late by so many milliseconds after it might have begun, or after the one before had. */
function beginnings(interval: number, delays: number[]): number[] {
  let [due, now] = [0, 0]
  return delays.map((delay) => {
    now = Math.max(due, now) + delay
    due = nextTurnDue({ due, begun: now, interval })
    return now
  })
}

const rate = fc.integer({ min: 1, max: 100 })

describe("turns at a steady rate", () => {
  it("are no more in any second than the rate allows, and one that is made up for", () => {
    fc.assert(
      fc.property(rate, fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 300 }), (perSecond, delays) => {
        const times = beginnings(1000 / perSecond, delays)
        for (const start of times) {
          const within = times.filter((time) => time >= start && time < start + 1000 - 1e-6).length
          expect(within).toBeLessThanOrEqual(perSecond + 1)
        }
      })
    )
  })

  it("keep up with the rate when each is late by less than a turn", () => {
    fc.assert(
      fc.property(rate, fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 300 }), (perSecond, shares) => {
        const interval = 1000 / perSecond
        const times = beginnings(interval, shares.map((share) => share * interval))
        const last = times.at(-1) ?? 0
        expect(last).toBeLessThan(times.length * interval)
      })
    )
  })
})
