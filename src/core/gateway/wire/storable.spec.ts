import { storableJson, storableText } from "./storable"

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
