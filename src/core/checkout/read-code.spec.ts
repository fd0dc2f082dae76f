import { readCode } from "./read-code"

describe("readCode", () => {
  it.each([
    ["000", 0],
    [" 0 ", 0],
    [0, 0],
    [4, 4],
    ["4", 4],
    ["-1", -1],
    ["999", 999],
    ["0009", 9],
    [`${" ".repeat(31)}4`, 4],
  ])("reads %p as %i", (value, code) => {
    expect(readCode(value)).toBe(code)
  })

  it.each([
    "",
    " ",
    null,
    undefined,
    "0x0",
    "1e0",
    "4.0",
    "-0",
    -0,
    "+4",
    "four",
    0.5,
    NaN,
    Infinity,
    true,
    false,
    [],
    [0],
    {},
    `${" ".repeat(32)}4`,
  ])("does not take %p for a code", (value) => {
    expect(readCode(value)).toBeUndefined()
  })
})
