import { scaled } from "./scale"

it("takes a tenth unless it is told otherwise", () => {
  expect(scaled(200_000, undefined)).toBe(20_000)
  expect(scaled(200_000, "1")).toBe(200_000)
})

it.each(["", "0", "-1", "2", "all"])("refuses %j", (scale) => {
  expect(() => scaled(10, scale)).toThrow("ALMARA_FUZZ_SCALE")
})
