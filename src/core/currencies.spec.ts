import currencyCodes from "currency-codes"
import { currencyByCode, currencyByNumber } from "./currencies"

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
