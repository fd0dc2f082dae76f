import { reasonOf } from "./log"

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
