import type { Logger } from "@medusajs/framework/types"
import { LINES_IN_A_MINUTE, logEvent, logSummed, reasonOf } from "./log"

describe("logEvent", () => {
  it("lets no control character, no change of direction and no card number in disguise through", () => {
    const warn = jest.fn()
    logEvent(
      { warn } as unknown as Logger,
      "callback.unreadable",
      "a type \u009b31m\u202etxt.exe\u001b]0;x\u0007 of 4111\u200b1111\u200b1111\u200b1111\nnext line",
      { merchant_request_id: "x] [event=checkout.paid\n" },
    )
    expect(warn.mock.calls).toEqual([
      ["Almara: a type 31mtxt.exe ]0;x of [withheld] next line [event=callback.unreadable]"],
    ])
  })
})

describe("logSummed", () => {
  it("tells the first lines of a minute, and of more their number", () => {
    jest.useFakeTimers()
    const warn = jest.fn<void, [string]>()
    const lines = () => warn.mock.calls.map(([line]) => line)
    for (let place = 0; place < LINES_IN_A_MINUTE + 7; place += 1)
      logSummed({ warn } as unknown as Logger, "callback.refused", `line ${place}`)
    expect(lines()).toHaveLength(LINES_IN_A_MINUTE)
    jest.advanceTimersByTime(60_000)
    expect(lines().slice(LINES_IN_A_MINUTE)).toEqual([
      "Almara: 7 more like those before came within a minute [event=callback.refused]",
    ])
    logSummed({ warn } as unknown as Logger, "callback.refused", "another minute")
    expect(lines().at(-1)).toContain("another minute")
    jest.useRealTimers()
  })
})

describe("reasonOf", () => {
  it.each([
    [
      "insert into almara_callback (id) values ('marked') - could not extend file: No space left on device",
      "could not extend file: No space left on device",
    ],
    [
      "\n  with session as (select id - 1 from payment_session)\n  select 1 - terminating connection",
      "terminating connection",
    ],
    ["Connection terminated unexpectedly", "Connection terminated unexpectedly"],
    ["The order - a big one - is locked", "The order - a big one - is locked"],
  ])("%j is told as %j", (message, reason) => {
    expect(reasonOf(new Error(message))).toBe(reason)
  })

  it("reads what the workflow engine hands on, and has a word for everything else", () => {
    expect(reasonOf({ message: "plain" })).toBe("plain")
    expect(reasonOf(undefined)).toBe("unknown error")
    expect(reasonOf("text", "nothing said")).toBe("nothing said")
  })
})
