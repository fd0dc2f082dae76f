import { formatMoney, sumOfPrices } from "./money"

describe("money", () => {
  it.each([
    [[0.1, 0.2], "0.3"],
    [[2500.0, 2200.0, 2300.0], "7000"],
    [[1.005, 1.005], "2.01"],
    [[1e21, 1], "1000000000000000000001"],
    [[], "0"],
  ])("adds %p to %s", (prices, sum) => {
    expect(sumOfPrices(prices.map((price) => ({ price })))).toBe(sum)
  })

  it.each([
    ["7000", "KES", "KES 7,000.00"],
    ["7000", "JPY", "JPY 7,000"],
    ["1.5", "KWD", "KWD 1.500"],
    ["10.5", "JPY", "JPY 10.5"],
    ["9007199254740993.01", "KES", "KES 9,007,199,254,740,993.01"],
  ])("writes %s %s as %s", (amount, currency, written) => {
    expect(formatMoney(amount, currency).replace("\u00a0", " ")).toBe(written)
  })
})
