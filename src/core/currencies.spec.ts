import currencyCodes from "currency-codes"
import { currencyByCode, currencyByNumber, sqlSmallestUnit } from "./currencies"

it("has every currency of the list that it was made from", () => {
  for (const { code, number, digits } of currencyCodes.data) {
    expect(currencyByCode(code.toLowerCase())).toEqual({ code, number, digits })
    expect(currencyByNumber(number)?.code).toBe(code)
  }
})

it("has no other one", () => {
  const numbers = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, "0"))
  expect(numbers.filter((number) => currencyByNumber(number)).sort()).toEqual(
    currencyCodes.data.map(({ number }) => number).sort(),
  )
  expect([currencyByCode("ZZZ"), currencyByCode("constructor")]).toEqual([undefined, undefined])
})

it("spells the smallest sum of those that have other digits than two", () => {
  const spelled = sqlSmallestUnit("code")
  expect(spelled).toMatch(/^\(case code when .* else 0\.01 end\)$/)
  for (const { code, digits } of currencyCodes.data) {
    const known = new RegExp(`when '${code.toLowerCase()}' then 1e-(\\d)`).exec(spelled)?.[1] ?? "2"
    expect([code, Number(known)]).toEqual([code, digits])
  }
})
