import fc from "fast-check"
import BigNumber from "bignumber.js"
import { parseBody } from "../callback/parse-body"
import { AlmaraError } from "../errors"
import type { CartLine } from "./order-lines"
import { checkoutLines } from "./order-lines"
import { fitsMinor, isSameMoney, minorDigits, money, sumMoney } from "../money"

const reference = "ORD-20260126-7848"

function line(total: string | number, more: Partial<CartLine> = {}): CartLine {
  return { sku: "SKU", title: "Shirt", quantity: 1, total, ...more }
}

function pricesOf(lines: CartLine[], total: string | number, currency = "KES"): number[] {
  return checkoutLines({ lines, total: money(total, currency), reference }).map(({ price }) => price)
}

describe("checkoutLines", () => {
  it("writes the documented example", () => {
    const lines = [
      line("2500.00", { sku: "SHRT-BLK-XL-9981", title: "Black Shirt XL" }),
      line(2200, { sku: "SHRT-BLU-L-4421", title: "Blue Shirt Large" }),
      line(2300, { sku: "SHRT-GRN-M-7712", title: "Green Shirt Medium", quantity: 2 }),
    ]
    expect(checkoutLines({ lines, total: money(7000, "KES"), reference })).toEqual([
      { sku: "SHRT-BLK-XL-9981", name: "Black Shirt XL", price: 2500 },
      { sku: "SHRT-BLU-L-4421", name: "Blue Shirt Large", price: 2200 },
      { sku: "SHRT-GRN-M-7712", name: "2 × Green Shirt Medium", price: 2300 },
    ])
  })

  it.each([
    ["three thirds of a shilling", ["33.333", "33.333", "33.334"], "100", "KES", [33.33, 33.33, 33.34]],
    ["yen that were taxed", ["10.5", "10.5", "10.5"], "32", "JPY", [10, 11, 11]],
    ["three decimals", ["0.3335", "0.3335", "0.333"], "1", "KWD", [0.333, 0.334, 0.333]],
  ])("spreads the rounding of %s", (_, totals, total, currency, expected) => {
    const prices = pricesOf(
      totals.map((each) => line(each)),
      total,
      currency,
    )
    expect([...prices].sort()).toEqual([...expected].sort())
  })

  it("drops what costs nothing", () => {
    expect(pricesOf([line(0), line(100), line("0.00")], 100)).toEqual([100])
    expect(pricesOf([line("0.004"), line(100)], 100)).toEqual([100])
  })

  it.each([
    ["no lines", [], "100"],
    ["only free lines", [line(0)], "100"],
    ["a line below zero", [line(150), line(-50)], "100"],
    ["a gift card that pays a part", [line(150)], "100"],
    ["shipping that is not among the lines", [line(50)], "100"],
    ["more than one cent a line", [line("99.98")], "100"],
  ])("writes one line for %s", (_, lines, total) => {
    expect(checkoutLines({ lines, total: money(total, "KES"), reference })).toEqual([
      { sku: reference, name: `Order ${reference}`, price: 100 },
    ])
  })

  it("gives every line a name and a sku of bounded length", () => {
    const lines = [
      line(1, { title: " \n ", sku: null }),
      line(1, { title: "🧥".repeat(200), sku: "x".repeat(200), quantity: 3 }),
    ]
    const [first, second] = checkoutLines({ lines, total: money(2, "KES"), reference })
    expect(first).toEqual({ sku: `${reference}-1`, name: "Item", price: 1 })
    expect(Array.from(second!.name)).toHaveLength(120)
    expect(second!.name).toMatch(/^3 × 🧥+…$/u)
    expect(second!.sku).toHaveLength(64)
  })

  it.each(["0", "-1", "0.001", "10.005"])("refuses a total of %s", (total) => {
    expect(() => pricesOf([line(10)], total)).toThrow(AlmaraError)
  })

  it("always adds up to exactly the total, in positive whole minor units", () => {
    const cart = fc.constantFrom("KES", "JPY", "KWD").chain((currency) =>
      fc.record({
        currency: fc.constant(currency),
        micros: fc.array(fc.integer({ min: -3, max: 5_000_000_000 }), { maxLength: 30 }),
        off: fc.oneof(fc.constant(0), fc.integer({ min: -40, max: 40 }), fc.integer({ min: -1e9, max: 1e9 })),
      }),
    )
    let spreads = 0
    fc.assert(
      fc.property(cart, ({ currency, micros, off }) => {
        const digits = minorDigits(currency)
        const lines = micros.map((each) => line(new BigNumber(each).shiftedBy(-6).toFixed(), { quantity: 2 }))
        const exact = BigNumber.sum(0, ...micros).shiftedBy(-6)
        const total = exact.plus(new BigNumber(off).shiftedBy(-digits)).decimalPlaces(digits, BigNumber.ROUND_HALF_UP)
        fc.pre(total.isGreaterThan(0))
        const written = checkoutLines({ lines, total: money(total, currency), reference })
        const prices = written.map(({ price }) => money(String(price), currency))
        expect(isSameMoney(sumMoney(prices, currency), money(total, currency))).toBe(true)
        expect(prices.every((price) => Number(price.amount) > 0 && fitsMinor(price))).toBe(true)
        spreads += written.length > 1 ? 1 : 0
      }),
      { numRuns: 1000 },
    )
    expect(spreads).toBeGreaterThan(100)
  })
})

describe("many lines", () => {
  const total = (count: number) => ({ amount: String(count * 10.5), currency: "KES" })
  const linesOf = (count: number, line: Partial<CartLine>) =>
    checkoutLines({
      lines: Array.from({ length: count }, () => ({ title: "Tea", quantity: 1, total: 10.5, sku: "TEA", ...line })),
      total: total(count),
      reference: "ORD-20260126-7K4XQM",
    })
  const sumOf = (lines: { price: number }[]) =>
    sumMoney(
      lines.map(({ price }) => money(price, "KES")),
      "KES",
    )

  it.each([
    ["short", 700, {}],
    ["long and beyond ASCII", 700, { title: "चाय".repeat(60), sku: "क".repeat(80) }],
    ["beyond the basic plane", 90, { title: "𝒯".repeat(130) }],
  ])("come back, whichever way they are written, and add up: %s", (_, count, line) => {
    const lines = linesOf(count, line)
    expect(lines.length).toBeLessThanOrEqual(100)
    expect(lines.at(-1)).toMatchObject({ name: `${count - lines.length + 1} more items` })
    expect(sumOf(lines)).toEqual(money(total(count).amount, "KES"))
    const around = { checkoutOutcome: { Status: 4 }, checkoutNotes: "n".repeat(500), urls: "u".repeat(3 * 256) }
    const escaped = JSON.stringify({ ...around, checkoutRequestLines: lines }).replace(/[^\x00-\x7f]/g, "\\u0000")
    const form = new URLSearchParams(
      lines.flatMap((each, index) =>
        Object.entries(each).map(([name, value]) => [`checkoutRequestLines[${index}][${name}]`, String(value)]),
      ),
    )
    for (const echo of [escaped, form.toString()]) {
      expect(echo.length).toBeLessThan(60 * 1024)
      expect(parseBody(echo)).toHaveProperty("checkoutRequestLines")
    }
  })

  it("stay as they are as long as they fit", () => {
    expect(linesOf(100, {})).toHaveLength(100)
    expect(linesOf(101, {})).toHaveLength(100)
  })
})
