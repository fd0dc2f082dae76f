import fc from "fast-check"
import { addMoney, compareMoney, isSameMoney, money, roundToMinor } from "../money"
import { askOf, balanceOf, isOverpaid, isOwed } from "./owed"

const kes = (amount: string | number) => money(amount, "KES")
const jpy = (amount: string | number) => money(amount, "JPY")

describe("what an order still asks for", () => {
  it.each([
    ["nothing received", "4700", "0", "4700"],
    ["a part", "4700", "2500", "2200"],
    ["all", "7000", "7000", "0"],
    ["too much", "4800", "7000", "-2200"],
    ["less than a cent too little", "10.004", "10", "0"],
    ["less than a cent too much", "10", "10.004", "0"],
    ["a cent", "10.01", "10", "0.01"],
  ])("%s", (_, asked, received, expected) => {
    expect(balanceOf({ asked: kes(asked), received: kes(received) })).toEqual(kes(expected))
  })

  it("a fraction of a currency without one is nothing", () => {
    expect(balanceOf({ asked: jpy("109.75"), received: jpy("109") })).toEqual(jpy(0))
    expect([
      isOwed(jpy("0.99")),
      isOwed(jpy(1)),
      isOverpaid(jpy("-0.99")),
      isOverpaid(jpy(-1)),
      isOverpaid(jpy(1)),
    ]).toEqual([false, true, false, true, false])
  })
})

describe("what a page asks for", () => {
  it.each([
    ["the order owes what its collection lacks", kes(4700), kes(4700), "4700"],
    ["the collection is for less", kes(4700), kes(2500), "2500"],
    ["the order owes less", kes(1000), kes(2500), "1000"],
  ])("%s", (_, owed, lacks, expected) => {
    expect(askOf({ owed, lacks })).toEqual({ exact: kes(expected), asked: kes(expected) })
  })

  it("is rounded half up to what the currency carries, and Medusa books what it is", () => {
    expect(askOf({ owed: jpy("109.75"), lacks: jpy("109.75") })).toEqual({ exact: jpy("109.75"), asked: jpy(110) })
    expect(askOf({ owed: jpy("109.5"), lacks: jpy("200") })).toEqual({ exact: jpy("109.5"), asked: jpy(110) })
  })

  it("is nothing where nothing is owed", () => {
    for (const owed of [kes(0), kes(-5), kes("0.004")]) expect(askOf({ owed, lacks: kes(100) })).toBeUndefined()
  })

  it("never exceeds what is owed or lacking by as much as a unit", () => {
    const sum = fc.integer({ min: -10_000, max: 10_000_000 }).map((cents) => kes(String(cents / 1000)))
    fc.assert(
      fc.property(sum, sum, (owed, lacks) => {
        const ask = askOf({ owed, lacks })
        if (!ask) return !isOwed(owed) || !isOwed(lacks)
        const least = compareMoney(owed, lacks) < 0 ? owed : lacks
        return isSameMoney(ask.exact, least) && isSameMoney(ask.asked, roundToMinor(least))
      }),
    )
  })

  it("leaves, once it is paid, what is owed less that", () => {
    const sum = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => kes(String(cents / 100)))
    fc.assert(
      fc.property(sum, sum, (asked, received) => {
        const balance = balanceOf({ asked, received })
        const ask = askOf({ owed: balance, lacks: balance })
        return !ask || isSameMoney(balanceOf({ asked, received: addMoney(received, ask.exact) }), kes(0))
      }),
    )
  })
})
