import type { Logger } from "@medusajs/framework/types"
import { logEvent, reasonOf } from "./log"

describe("logEvent", () => {
  it("lets no control character, no change of direction and no card number in disguise through", () => {
    const warn = jest.fn()
    logEvent({ warn } as unknown as Logger, "callback.unreadable", "a type \u009b31m\u202etxt.exe\u001b]0;x\u0007 of 4111\u200b1111\u200b1111\u200b1111\nnext line", { conversation_id: "x] [event=checkout.paid\n" })
    expect(warn.mock.calls).toEqual([["Almara: a type 31mtxt.exe ]0;x of [withheld] next line [event=callback.unreadable]"]])
  })
})

describe("reasonOf", () => {
  it.each([
    ["insert into almara_callback (id) values ('marked') - could not extend file: No space left on device", "could not extend file: No space left on device"],
    ["\n  with session as (select id - 1 from payment_session)\n  select 1 - terminating connection", "terminating connection"],
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
