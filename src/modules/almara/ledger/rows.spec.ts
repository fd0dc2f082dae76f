import { isJustChecked } from "./rows"

const READ_AT = new Date("2026-11-24T12:00:00Z")
const checkedBefore = (milliseconds: number) => ({
  read_at: READ_AT,
  last_check_at: new Date(READ_AT.getTime() - milliseconds),
})

describe("whether Almara was just asked about a checkout", () => {
  it.each([
    ["at this moment", 0, true],
    ["almost so long ago", 4_999, true],
    ["exactly so long ago", 5_000, false],
    ["by a clock that was set back since", -4_999, true],
    ["by a clock that was so far ahead", -5_000, false],
    ["by a clock that was far ahead", -86_400_000, false],
  ])("%s", (_, milliseconds, isJust) => {
    expect(isJustChecked(checkedBefore(milliseconds), 5_000)).toBe(isJust)
  })

  it("never", () => {
    expect(isJustChecked({ read_at: READ_AT, last_check_at: null }, 5_000)).toBe(false)
  })
})
