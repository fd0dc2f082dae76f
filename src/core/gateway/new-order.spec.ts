import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { parseBody } from "../callback/parse-body"
import { AlmaraError } from "../errors"
import { money } from "../money"
import { buildNewOrder, newReference } from "./new-order"
import { newOrderRequestSchema } from "./wire"

const fixture = join(__dirname, "../../../integration-tests/fixtures/checkout-callback.json")
const { checkoutOutcome, ...documentedOrder } = parseBody(readFileSync(fixture, "utf8"))

const order: Parameters<typeof buildNewOrder>[0] = {
  options: { routeId: "DED81224-70B6-ED11-AD49-0EE00E897F52", channelType: 172, accountNo: "0072" },
  merchantRequestId: "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66",
  reference: "ORD-20260126-7848",
  lines: [
    { sku: "SHRT-BLK-XL-9981", name: "Black Shirt XL", price: 2500 },
    { sku: "SHRT-BLU-L-4421", name: "Blue Shirt Large", price: 2200 },
    { sku: "SHRT-GRN-M-7712", name: "Green Shirt Medium", price: 2300 },
  ],
  money: money("7000.00", "KES"),
  dueAt: new Date("2026-12-31T23:59:59.123Z"),
  notes: "Customer checkout for apparel purchase",
  urls: {
    return: "https://checkout.merchant.com/payment/response",
    cancel: "https://checkout.merchant.com/payment/cancel",
    callback: "https://checkout.merchant.com/api/payment/result",
  },
}

describe("buildNewOrder", () => {
  it("builds the documented order", () => {
    expect(checkoutOutcome).toBeDefined()
    expect(buildNewOrder(order)).toEqual(documentedOrder)
    expect(newOrderRequestSchema.parse(buildNewOrder(order))).toEqual(documentedOrder)
  })

  it("leaves out what is not configured", () => {
    const { notes, ...rest } = order
    const built = buildNewOrder({ ...rest, options: { routeId: "r", channelType: 1 } })
    expect(built).not.toHaveProperty("checkoutAccountNo")
    expect(built.checkoutNotes).toBe("Order ORD-20260126-7848")
  })

  it.each([
    ["another total", { money: money("7000.01", "KES") }],
    ["no lines", { lines: [] }],
  ])("refuses %s", (_, more) => {
    expect(() => buildNewOrder({ ...order, ...more })).toThrow(AlmaraError)
  })
})

describe("newReference", () => {
  it("has the UTC date and six unambiguous characters, each equally likely", () => {
    const instants = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.uint8Array({ minLength: 6, maxLength: 6 }), (now, bytes) => {
        const reference = newReference(now, () => bytes)
        expect(reference).toMatch(/^ORD-\d{8}-[23456789A-HJ-NP-Z]{6}$/)
        expect(reference.slice(4, 12)).toBe(now.toISOString().slice(0, 10).replace(/-/g, ""))
      }),
    )
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    const counts = new Map<string, number>()
    for (const character of newReference(new Date(0), () => all).slice(13)) {
      counts.set(character, (counts.get(character) ?? 0) + 1)
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 32 }, () => 8))
  })
})
