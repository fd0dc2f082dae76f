import { toFormFields } from "./form"

describe("toFormFields", () => {
  it("names nested fields with brackets", () => {
    expect(
      toFormFields({
        checkoutReference: "ORD-1",
        checkoutNotes: null,
        left: undefined,
        checkoutRequestLines: [{ sku: "A", price: 2500 }],
        checkoutOutcome: { Status: 4, ThirdPartyPayload: { Reference: "TXN1" } },
      }),
    ).toEqual([
      ["checkoutReference", "ORD-1"],
      ["checkoutNotes", ""],
      ["checkoutRequestLines[0][sku]", "A"],
      ["checkoutRequestLines[0][price]", "2500"],
      ["checkoutOutcome[Status]", "4"],
      ["checkoutOutcome[ThirdPartyPayload][Reference]", "TXN1"],
    ])
  })
})
