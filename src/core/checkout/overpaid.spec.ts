import fc from "fast-check"
import { addMoney, compareMoney, money, negated } from "../money"
import { isOwed } from "./owed"
import { overpaidSums } from "./overpaid"

const kes = (amount: string | number) => money(amount, "KES")

describe("what a case asks for where too much was received", () => {
  it.each([
    ["nothing was marked as refunded", 2500, 0, 0, { amount: "2500" }],
    ["all of it was marked", 2500, 2500, 0, undefined],
    ["more was marked", 2000, 2500, 0, undefined],
    ["a cent is left", "2500.01", 2500, 0, { amount: "2500.01", refunded_amount: "2500", left_amount: "0.01" }],
    ["less than a cent is left", "2500.004", 2500, 0, undefined],
    ["a part was marked", 3000, 2500, 0, { amount: "3000", refunded_amount: "2500", left_amount: "500" }],
    ["what was marked is booked in part", 1500, 2500, 1000, undefined],
    [
      "what is booked may be more that went back",
      2500,
      2500,
      500,
      { amount: "2500", refunded_amount: "2500", left_amount: "0" },
    ],
    ["more is booked than was marked", 300, 200, 700, { amount: "300", refunded_amount: "200", left_amount: "100" }],
    ["less than a cent was marked", 300, "0.001", 0, { amount: "300" }],
    [
      "less than a cent is certainly left",
      300,
      "299.999",
      50,
      { amount: "300", refunded_amount: "299.999", left_amount: "0" },
    ],
  ])("%s", (_, tooMuch, marked, booked, sums) => {
    expect(overpaidSums({ tooMuch: kes(tooMuch), marked: kes(marked), booked: kes(booked) })).toEqual(sums)
  })

  const sum = fc.integer({ min: 0, max: 10_000 }).map((tenths) => kes(String(tenths / 1000)))
  const less = (one: string, other: string) => addMoney(kes(one), negated(kes(other)))

  it("hides nothing that nobody marked, and never asks for what was marked", () => {
    fc.assert(
      fc.property(sum, sum, sum, (tooMuch, marked, booked) => {
        const sums = overpaidSums({ tooMuch, marked, booked })
        const unmarked = less(tooMuch.amount, marked.amount)
        if (!sums) return !isOwed(unmarked)
        const asked = kes(sums.left_amount ?? sums.amount)
        const most = !isOwed(marked) ? tooMuch : isOwed(unmarked) ? unmarked : kes(0)
        return sums.amount === tooMuch.amount && compareMoney(asked, most) <= 0
      }),
    )
  })

  it("hides what is too much only as far as it was marked and is not booked", () => {
    fc.assert(
      fc.property(sum, sum, sum, (tooMuch, marked, booked) => {
        const unbooked = compareMoney(booked, marked) < 0 ? less(marked.amount, booked.amount) : kes(0)
        return (
          (overpaidSums({ tooMuch, marked, booked }) === undefined) === !isOwed(less(tooMuch.amount, unbooked.amount))
        )
      }),
    )
  })
})
