import fc from "fast-check"
import { compareMoney, money, roundTo } from "../money"
import { askedBy, requireCarried, type Carried } from "./payment-method"

const kes = (amount: string) => money(amount, "KES")
const SHILLINGS: Carried = { unit: kes("1"), least: kes("10"), most: kes("150000") }
const phone = { name: "phone", carries: (currency: string) => (currency === "KES" ? SHILLINGS : undefined) }

describe("what a method asks for", () => {
  it.each([
    ["109.49", "109"],
    ["109.5", "110"],
    ["109.75", "110"],
    ["110", "110"],
    ["0.4999999999999999999999999999", "0"],
    ["-109.5", "-110"],
  ])("%s shillings are asked as %s", (exact, asked) => {
    expect(askedBy(phone, kes(exact))).toEqual(kes(asked))
  })

  it("a currency that it does not take stays as it is", () => {
    expect(askedBy(phone, money("1.25", "USD"))).toEqual(money("1.25", "USD"))
  })

  it("is the nearest multiple of the unit, whatever the sum and the unit", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.integer({ min: 1, max: 100_000 }),
        (cents, unit) => {
          const toMoney = (hundredths: bigint) =>
            kes(`${hundredths < 0n ? "-" : ""}${String(absolute(hundredths)).padStart(3, "0").replace(/(..)$/, ".$1")}`)
          const [step, left] = [BigInt(unit), absolute(cents)]
          const nearest = ((2n * left + step) / (2n * step)) * step
          expect(compareMoney(roundTo(toMoney(cents), toMoney(step)), toMoney(cents < 0n ? -nearest : nearest))).toBe(0)
        },
      ),
    )
  })
})

const absolute = (value: bigint) => (value < 0n ? -value : value)

describe("what a method cannot carry", () => {
  it.each([
    ["too little", kes("9"), "at the least"],
    ["too much", kes("150001"), "at the most"],
    ["another currency", money("20", "USD"), "does not take USD"],
  ])("%s is refused with a sentence", (_, asked, sentence) => {
    expect(() => requireCarried(phone, asked)).toThrow(
      expect.objectContaining({ kind: "refused", shopperMessage: expect.stringContaining(sentence) }),
    )
  })

  it.each(["10", "150000"])("%s shillings are not", (amount) => {
    expect(() => requireCarried(phone, kes(amount))).not.toThrow()
  })
})
