import { BigNumber, MathBN } from "@medusajs/framework/utils"
import { isAlmaraError } from "../../core/errors"
import { money } from "../../core/money"
import { exactAmount } from "./medusa-amount"

/** Not to be written as a float: it has one digit too many. */
const EXACT = "9007199254740993.57"

describe("an amount of Medusa's", () => {
  it.each([
    ["a text", EXACT],
    ["a raw value", { value: EXACT, precision: 20 }],
    ["a raw value without its precision", { value: EXACT }],
    ["Medusa's BigNumber", new BigNumber(EXACT)],
    ["Medusa's BigNumber of a raw value", new BigNumber({ value: EXACT, precision: 20 })],
    ["what its reckoning gives", MathBN.convert(EXACT)],
  ])("is read with every digit from %s", (_, amount) => {
    expect(money(exactAmount({ amount }, "amount"), "kes")).toEqual({ amount: EXACT, currency: "KES" })
    expect(money(exactAmount({ raw_total: amount, total: Number(EXACT) }, "total"), "kes").amount).toBe(EXACT)
  })

  it.each([
    ["a number", { total: 0.1 }, "0.1"],
    ["a number whose raw value is not there", { total: 7346.67, raw_total: null }, "7346.67"],
    ["a raw value that is a number", { raw_total: { value: 7000 } }, "7000"],
    ["less than nothing", { raw_total: { value: "-12.5" }, total: -12.5 }, "-12.5"],
    ["nothing", { raw_total: { value: "0" }, total: 7 }, "0"],
  ])("is read from %s", (_, record, amount) => {
    expect(money(exactAmount(record, "total"), "KES").amount).toBe(amount)
  })

  it("stays as Medusa writes it, for a timeline", () => {
    expect(exactAmount({ amount: { value: "7000" } }, "amount")).toBe("7000")
  })

  it.each([{}, { total: undefined }, { total: null, raw_total: null }])("is not made up from %j", (record) => {
    expect.assertions(2)
    try {
      exactAmount(record, "total")
    } catch (error) {
      expect(isAlmaraError(error) && error.kind).toBe("unreadable")
      expect((error as Error).message).toBe("Medusa gives no total.")
    }
  })
})
