import { deepMerge } from "./merge"

describe("deepMerge", () => {
  it("lays objects over objects, replaces lists, and changes neither side", () => {
    const base = { kept: 1, outcome: { Status: 4, inner: { a: 1 } }, lines: [1, 2] }
    expect(deepMerge(base, { outcome: { inner: { b: 2 } }, lines: [3], added: null })).toEqual({
      kept: 1,
      outcome: { Status: 4, inner: { a: 1, b: 2 } },
      lines: [3],
      added: null,
    })
    expect(base).toEqual({ kept: 1, outcome: { Status: 4, inner: { a: 1 } }, lines: [1, 2] })
  })

  it("does not touch the prototype", () => {
    const merged = deepMerge({}, JSON.parse('{"__proto__":{"polluted":true}}'))
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
