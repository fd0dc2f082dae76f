import fc from "fast-check"
import BigNumber from "bignumber.js"
import { AlmaraError } from "./errors"
import {
  addMoney,
  compareMoney,
  currencyFromNumber,
  currencyNumber,
  fitsMinor,
  formatMoney,
  isSameMoney,
  minorDigits,
  money,
  negated,
  roundToMinor,
  sumMoney,
  toWirePrice,
} from "./money"

const currencies = fc.constantFrom("KES", "JPY", "KWD")
const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 9 }))
  .map(([digits, places]) => new BigNumber(digits.toString()).shiftedBy(-places).toFixed())

describe("money", () => {
  it.each([
    ["2500.00", "kes", { amount: "2500", currency: "KES" }],
    [" 2500.50 ", "KES", { amount: "2500.5", currency: "KES" }],
    [2500.0, "KES", { amount: "2500", currency: "KES" }],
    ["1e3", "JPY", { amount: "1000", currency: "JPY" }],
    [1e-7, "KWD", { amount: "0.0000001", currency: "KWD" }],
    [-0, "KES", { amount: "0", currency: "KES" }],
    [new BigNumber("12.345"), "KWD", { amount: "12.345", currency: "KWD" }],
    [".25", " kes ", { amount: "0.25", currency: "KES" }],
    ["1e+3", "KES", { amount: "1000", currency: "KES" }],
    ["25e-1", "KES", { amount: "2.5", currency: "KES" }],
    ["1e12", "KES", { amount: "1000000000000", currency: "KES" }],
    ["1e40", "KES", { amount: `1${"0".repeat(40)}`, currency: "KES" }],
    ["1e-40", "KES", { amount: `0.${"0".repeat(39)}1`, currency: "KES" }],
  ])("reads %p %s", (amount, currency, expected) => {
    expect(money(amount, currency)).toEqual(expected)
  })

  it.each([
    NaN,
    Infinity,
    -Infinity,
    "",
    " ",
    "NaN",
    "Infinity",
    "0x10",
    "1,000",
    "12 KES",
    "1e99",
    "1e-99",
    "1e41",
    "1e-41",
    `1.${"0".repeat(40)}1`,
    "--1",
  ])("refuses %p as an amount", (amount) => {
    expect(() => money(amount, "KES")).toThrow(AlmaraError)
  })

  it.each(["", "KE", "KSH", "404", "constructor"])("refuses %p as a currency", (currency) => {
    expect(() => money(1, currency)).toThrow(AlmaraError)
  })

  it("nothing is sent for what cannot be read, and no other fault comes of it", () => {
    expect(() => money("much", "KES")).toThrow(expect.objectContaining({ kind: "unreadable", mayHaveArrived: false }))
    expect(() => money(1, 404 as never)).toThrow(AlmaraError)
  })

  it("never lets floats in: a sum of tenths is exact", () => {
    expect(sumMoney([money("0.1", "KES"), money("0.2", "KES")], "KES")).toEqual({ amount: "0.3", currency: "KES" })
    expect(sumMoney([], "JPY")).toEqual({ amount: "0", currency: "JPY" })
  })

  it("keeps currencies apart", () => {
    expect(isSameMoney(money(1, "KES"), money(1, "JPY"))).toBe(false)
    expect(() => addMoney(money(1, "KES"), money(1, "JPY"))).toThrow(AlmaraError)
    expect(() => sumMoney([money(1, "JPY")], "KES")).toThrow(AlmaraError)
  })

  it("adds and rounds as exact decimals do", () => {
    fc.assert(
      fc.property(amounts, amounts, currencies, (left, right, currency) => {
        const sum = addMoney(money(left, currency), money(right, currency))
        expect(new BigNumber(sum.amount).isEqualTo(new BigNumber(left).plus(right))).toBe(true)
        const rounded = roundToMinor(money(left, currency))
        expect(fitsMinor(rounded)).toBe(true)
        const distance = new BigNumber(rounded.amount).minus(left).abs()
        expect(distance.isLessThanOrEqualTo(new BigNumber(0.5).shiftedBy(-minorDigits(currency)))).toBe(true)
      }),
    )
  })

  it("sees the same sum whatever zeros are written", () => {
    fc.assert(
      fc.property(amounts, currencies, fc.integer({ min: 0, max: 5 }), (amount, currency, zeros) => {
        const padded = (amount.includes(".") ? amount : `${amount}.`) + "0".repeat(zeros)
        expect(isSameMoney({ amount, currency }, { amount: padded, currency })).toBe(true)
      }),
    )
  })
})

describe("minor units", () => {
  it.each([
    ["KES", 2, "10.005", "10.01"],
    ["JPY", 0, "10.5", "11"],
    ["KWD", 3, "10.0005", "10.001"],
    ["KES", 2, "-10.005", "-10.01"],
  ])("%s has %i digits and rounds %s half up to %s", (currency, digits, amount, rounded) => {
    expect(minorDigits(currency)).toBe(digits)
    expect(roundToMinor(money(amount, currency))).toEqual(money(rounded, currency))
    expect(fitsMinor(money(amount, currency))).toBe(false)
    expect(fitsMinor(money(rounded, currency))).toBe(true)
  })
})

describe("currency numbers", () => {
  it.each([
    ["KES", 404],
    ["JPY", 392],
    ["KWD", 414],
    ["AUD", 36],
  ])("%s is %i and back", (currency, number) => {
    expect(currencyNumber(currency)).toBe(number)
    for (const written of [number, String(number), String(number).padStart(3, "0"), ` ${number} `, `0${number}`]) {
      expect(currencyFromNumber(written)).toBe(currency)
    }
  })

  it("takes as many zeros before it as nobody writes", () => {
    expect([currencyFromNumber("000404"), currencyFromNumber("0000404")]).toEqual(["KES", undefined])
  })

  it.each([0, 1, -404, 404.5, 40400, NaN, "", "KES", "4e2", "0x194", null, undefined, {}, [404]])(
    "%p is none",
    (value) => {
      expect(currencyFromNumber(value)).toBeUndefined()
    },
  )
})

describe("formatMoney", () => {
  it.each([
    ["2500", "KES", "KES 2,500.00"],
    ["2500", "JPY", "¥2,500"],
    ["2500.5", "KWD", "KWD 2,500.500"],
    ["2500.005", "KES", "KES 2,500.005"],
    [`1.${"0".repeat(21)}1`, "KES", "KES 1.00"],
  ])("writes %s %s as %s", (amount, currency, expected) => {
    expect(formatMoney(money(amount, currency)).replace(/\u00a0/g, " ")).toBe(expected)
  })

  it("writes in the language asked for", () => {
    expect(formatMoney(money("2500", "KES"), "de").replace(/\u00a0/g, " ")).toBe("2.500,00 KES")
  })
})

describe("toWirePrice", () => {
  it("writes a number that reads back as the same decimal, or refuses", () => {
    fc.assert(
      fc.property(amounts, currencies, (amount, currency) => {
        const value = money(amount, currency)
        try {
          expect(new BigNumber(JSON.stringify(toWirePrice(value))).isEqualTo(amount)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(AlmaraError)
          expect(value.amount.replace(/\D/g, "").length).toBeGreaterThan(15)
        }
      }),
    )
  })

  it("refuses what a JSON number cannot hold", () => {
    expect(toWirePrice(money("2500.50", "KES"))).toBe(2500.5)
    expect(() => toWirePrice(money("9007199254740993", "KES"))).toThrow(AlmaraError)
    expect(() => toWirePrice(money("0.1000000000000000055", "KES"))).toThrow(AlmaraError)
  })
})

describe("compareMoney", () => {
  it.each([
    ["2", "10", -1],
    ["10", "2", 1],
    ["2500", "2500.00", 0],
    ["-1", "0", -1],
  ])("%s and %s: %i", (left, right, sign) => {
    expect(Math.sign(compareMoney(money(left, "KES"), money(right, "KES")))).toBe(sign)
  })

  it("refuses two currencies", () => {
    expect(() => compareMoney(money(1, "KES"), money(1, "JPY"))).toThrow(AlmaraError)
  })
})

describe("negated", () => {
  it.each([
    ["2200", "-2200"],
    ["-0.5", "0.5"],
    ["0", "0"],
  ])("%s is %s", (amount, other) => {
    expect(negated(money(amount, "KES"))).toEqual(money(other, "KES"))
  })
})
