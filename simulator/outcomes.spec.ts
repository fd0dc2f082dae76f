import { createOutcome, createReference } from "./outcomes"

describe("createOutcome", () => {
  it("is the documented outcome when paid", () => {
    expect(createOutcome("paid", { reference: "TXN565FDR43211" })).toEqual({
      Status: 4,
      StatusDesc: "Completed",
      ResultCode: "000",
      ResultDesc: "Request Processed",
      ThirdPartyPayload: { ResponseCode: "000", ResponseDesc: "Request Processed", Reference: "TXN565FDR43211" },
    })
  })

  it("is inconclusive while nobody has paid", () => {
    expect(createOutcome("pending")).toEqual({
      Status: 1,
      StatusDesc: "Pending",
      ResultCode: "14",
      ResultDesc: "Inconclusive status",
    })
  })

  it.each([
    [undefined, "18", "Declined"],
    [1, "1", "Insufficient funds"],
    [-1, "-1", "Transaction timeout"],
    ["017", "017", "AML check failure"],
    [777, "777", "Unknown code"],
  ])("is failed and without a reference when declined with %p", (code, resultCode, description) => {
    expect(createOutcome("declined", code === undefined ? {} : { code })).toEqual({
      Status: 3,
      StatusDesc: "Failed",
      ResultCode: resultCode,
      ResultDesc: description,
      ThirdPartyPayload: { ResponseCode: resultCode, ResponseDesc: description },
    })
  })

  it("makes references of the documented form", () => {
    expect(createReference()).toMatch(/^TXN[A-Z0-9]{11}$/)
  })
})
