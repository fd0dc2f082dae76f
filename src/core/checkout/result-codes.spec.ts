import type { Disposition } from "./result-codes"
import { meaningOfResultCode, resultCodes, unknownResultCode } from "./result-codes"

const codesByDisposition: Record<Disposition, number[]> = {
  paid: [0],
  failed: [-1, 1, 2, 3, 4, 5, 6, 7, 10, 15, 17, 18, 20, 22, 999],
  check_again: [9, 11, 14, 16, 200, 202, 429],
  review: [8, 12, 13, 19, 21],
}

describe("resultCodes", () => {
  it.each(Object.entries(codesByDisposition))("%s: %p", (disposition, codes) => {
    const found = Object.keys(resultCodes).filter(
      (code) => meaningOfResultCode(Number(code)).disposition === disposition,
    )
    expect(found.map(Number).sort()).toEqual([...codes].sort())
  })

  it("lets the shopper try again only when the attempt certainly failed", () => {
    for (const { disposition, newAttempt } of [...Object.values(resultCodes), unknownResultCode]) {
      expect(newAttempt).toBe(disposition === "failed")
    }
  })

  it("has a reason for the shopper exactly where the attempt failed", () => {
    for (const { disposition, failure } of [...Object.values(resultCodes), unknownResultCode]) {
      expect(failure !== null).toBe(disposition === "failed")
    }
  })

  it.each([998, 100, -2, NaN, undefined])("has a row for %p that moves no money", (code) => {
    expect(meaningOfResultCode(code)).toBe(unknownResultCode)
  })
})
