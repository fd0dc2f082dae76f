import { orderBody } from "./spec-support"
import { readNewOrder } from "./wire"

const documented = orderBody("https://checkout.merchant.com")

describe("readNewOrder", () => {
  it("takes the documented body and keeps what it does not know", () => {
    expect(readNewOrder({ ...documented, extra: { a: 1 } })).toEqual({ order: { ...documented, extra: { a: 1 } } })
  })

  it("can do without notes and account number", () => {
    const { checkoutNotes, checkoutAccountNo, ...body } = documented
    expect(readNewOrder(body)).toHaveProperty("order")
  })

  it("names every field that is missing", () => {
    const read = readNewOrder({})
    expect(read).toHaveProperty(
      "problems",
      Object.keys(documented)
        .filter((field) => field !== "checkoutNotes" && field !== "checkoutAccountNo")
        .map((field) => ({ field, message: "is required" })),
    )
  })

  it.each([
    [{ checkoutCurrencyCode: "404" }, "checkoutCurrencyCode", "must be a whole number"],
    [{ checkoutCurrencyCode: 840 }, "checkoutCurrencyCode", "must be 404, the number of KES"],
    [{ checkoutCurrencyName: "kes" }, "checkoutCurrencyName", "must be three capital letters"],
    [{ checkoutDueDate: "tomorrow" }, "checkoutDueDate", "must be an ISO 8601 time with its zone"],
    [{ checkoutReturnUrl: "javascript:alert(1)" }, "checkoutReturnUrl", "must be an http or https address"],
    [{ checkoutRequestLines: [] }, "checkoutRequestLines", "must have at least one line"],
    [{ checkoutRequestLines: ["shirt"] }, "checkoutRequestLines[0]", "must be an object"],
    [
      { checkoutRequestLines: [{ sku: "A", name: "B", price: "1" }] },
      "checkoutRequestLines[0].price",
      "must be a number",
    ],
    [
      { checkoutRequestLines: [{ sku: "A", name: "B", price: -1 }] },
      "checkoutRequestLines[0].price",
      "must not be negative",
    ],
    [{ originatorConversationId: "" }, "originatorConversationId", "must not be empty"],
  ])("refuses %j", (changes, field, message) => {
    expect(readNewOrder({ ...documented, ...changes })).toEqual({ problems: [{ field, message }] })
  })

  it.each([[null], [[]], ["text"]])("refuses %j as a body", (body) => {
    expect(readNewOrder(body)).toEqual({ problems: [{ field: "body", message: "must be a JSON object" }] })
  })
})
