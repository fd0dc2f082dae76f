import { plainLine, storableJson, storableText } from "./text"

describe("plainLine", () => {
  it.each([
    ["a C1 control sequence", "red\u009b31mtext", "red 31mtext"],
    ["an escape sequence", "red\u001b[31mtext", "red [31mtext"],
    ["a right-to-left override", "txt\u202eexe.\u202c", "txtexe."],
    ["isolates and marks", "\u2066a\u2069\u200f\u061c", "a"],
    ["zero-width characters within a number", "4111\u200b1111\u2060\ufeff1111", "411111111111"],
    ["line ends of all kinds", "a\r\nb\u0085c\u2028d\u2029e\u000bf", "a b c d e f"],
    ["NUL and DEL", "a\u0000b\u007fc", "a b c"],
    ["half a surrogate", "a\ud800b", "ab"],
    ["invisible letters", "a\u3164b\uffa0", "ab"],
  ])("%s", (_name, text, plain) => {
    expect(plainLine(text)).toBe(plain)
  })

  it("leaves every script and every sign as it is", () => {
    const text = "Malipo, paiement, платёж, 支払い, الدفع, ₦1,000 🙂 «x»"
    expect(plainLine(text)).toBe(text)
  })
})

describe("what goes into a column", () => {
  it("is a text that Postgres takes, and no longer than an index does", () => {
    expect(storableText("a\0b\ud800c")).toBe("a\ufffdb\ufffdc")
    expect(storableText("\u{1f600}".repeat(500))).toHaveLength(800)
    // Never half a character at its end.
    expect(storableText(`x${"\u{1f600}".repeat(500)}`)).toBe(`x${"\u{1f600}".repeat(399)}\ufffd`)
  })

  it("is no deeper than people read, in lists as in objects", () => {
    const nested = (wrap: (inner: unknown) => unknown) =>
      Array.from({ length: 20_000 }).reduce<unknown>((inner) => wrap(inner), "marked")
    for (const deep of [nested((inner) => [inner]), nested((inner) => ({ inner }))]) {
      const kept = JSON.stringify(storableJson(deep))
      expect(kept).not.toContain("marked")
      expect(kept.length).toBeLessThan(100)
    }
  })

  it("has names that Postgres takes as well", () => {
    expect(storableJson({ ["a\0"]: ["\0", 1, null], [`n${"x".repeat(500)}`]: true })).toEqual({
      "a\ufffd": ["\ufffd", 1, null],
      [`n${"x".repeat(99)}`]: true,
    })
  })
})
