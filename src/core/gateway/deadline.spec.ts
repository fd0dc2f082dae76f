import { setTimeout as sleep } from "node:timers/promises"
import { type Clock, withDeadline, withRetries } from "./http"
import { AlmaraError } from "../errors"

const clock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
  random: () => 0,
}
const late = () => new AlmaraError({ kind: "timeout", message: "late" })
const broken = (retryable: boolean) => new AlmaraError({ kind: "unavailable", message: "broken", retryable })

describe("withDeadline", () => {
  it("gives the result of what ends in time, and stops its timer", async () => {
    let isTimerStopped = false
    const watched: Clock = {
      ...clock,
      sleep: (milliseconds, signal) => {
        signal?.addEventListener("abort", () => (isTimerStopped = true))
        return clock.sleep(milliseconds, signal)
      },
    }
    await expect(withDeadline(watched, 5000, () => Promise.resolve("done"), late)).resolves.toBe("done")
    expect(isTimerStopped).toBe(true)
  })

  it("ends in time even when the operation never does, and aborts it", async () => {
    let signal: AbortSignal | undefined
    const sleeps: { milliseconds: number; wake: () => void }[] = []
    const manual: Clock = {
      ...clock,
      sleep: (milliseconds) => new Promise((wake) => void sleeps.push({ milliseconds, wake })),
    }
    const stuck = withDeadline(
      manual,
      50,
      (deadline) => {
        signal = deadline.signal
        return new Promise(() => undefined)
      },
      late,
    )
    await expect(Promise.race([stuck, sleep(0, "pending")])).resolves.toBe("pending")
    expect(signal?.aborted).toBe(false)
    expect(sleeps).toMatchObject([{ milliseconds: 50 }])
    sleeps[0]!.wake()
    await expect(stuck).rejects.toThrow("late")
    expect(signal?.aborted).toBe(true)
  })

  it("works with a sleep that resolves when it is aborted", async () => {
    const lenient: Clock = { ...clock, sleep: (...all) => clock.sleep(...all).catch(() => undefined) }
    await expect(withDeadline(lenient, 5000, () => Promise.resolve(1), late)).resolves.toBe(1)
    await expect(withDeadline(lenient, 5000, () => Promise.reject(new Error("own")), late)).rejects.toThrow("own")
  })
})

describe("withRetries", () => {
  const repeating = (remainingInMilliseconds: number, operation: (count: number) => Promise<string>) => {
    const pauses: number[] = []
    let count = 0
    const quick: Clock = { now: () => 0, random: () => 0.5, sleep: async (pause) => void pauses.push(pause) }
    const deadline = { signal: new AbortController().signal, remaining: () => remainingInMilliseconds }
    const result = withRetries(quick, deadline, () => operation((count += 1)))
    return { result, pauses, counted: () => count }
  }

  it("repeats twice with growing pauses", async () => {
    const { result, pauses, counted } = repeating(8000, () => Promise.reject(broken(true)))
    await expect(result).rejects.toThrow("broken")
    expect(counted()).toBe(3)
    expect(pauses).toEqual([150, 450])
  })

  it("gives what a repeat gives", async () => {
    const { result, counted } = repeating(8000, (count) =>
      count < 2 ? Promise.reject(broken(true)) : Promise.resolve("ok"),
    )
    await expect(result).resolves.toBe("ok")
    expect(counted()).toBe(2)
  })

  it.each([
    ["what is not retryable", 8000, broken(false)],
    ["what is no AlmaraError", 8000, new Error("broken")],
    ["what no time is left for", 100, broken(true)],
  ])("does not repeat %s", async (_, milliseconds, error) => {
    const { result, counted } = repeating(milliseconds, () => Promise.reject(error))
    await expect(result).rejects.toThrow("broken")
    expect(counted()).toBe(1)
  })
})
