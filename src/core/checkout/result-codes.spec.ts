import type { Disposition, FailureReason } from "./result-codes"
import { meaningOfResultCode, RESULT_CODE_SENTENCES, resultCodes, unknownResultCode } from "./result-codes"

const codesByDisposition: Record<Disposition, number[]> = {
  paid: [0],
  failed: [-1, 1, 2, 3, 4, 5, 6, 7, 10, 15, 17, 18, 20, 22, 999],
  check_again: [9, 11, 14, 16, 200, 202, 429],
  review: [8, 12, 13, 19, 21],
}

const codesByFailure: Record<FailureReason, number[]> = {
  timeout: [-1, 22],
  funds: [1, 15],
  limit: [2, 7],
  service: [3, 4, 6, 10, 20, 999],
  card: [5],
  declined: [17, 18],
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

  it.each(Object.entries(codesByFailure))("the shopper reads %s of: %p", (failure, codes) => {
    const found = Object.keys(resultCodes).filter((code) => meaningOfResultCode(Number(code)).failure === failure)
    expect(found.map(Number).sort()).toEqual([...codes].sort())
  })

  it("has a reason for the shopper exactly where the attempt failed, and words for everybody", () => {
    for (const { disposition, failure, description } of [...Object.values(resultCodes), unknownResultCode]) {
      expect([failure !== null, description]).toEqual([disposition === "failed", expect.stringMatching(/./)])
    }
    expect(Object.keys(RESULT_CODE_SENTENCES).sort()).toEqual([...Object.keys(resultCodes), "unknown"].sort())
    for (const sentence of Object.values(RESULT_CODE_SENTENCES)) expect(sentence).toMatch(/^[A-Z].+\.$/)
  })

  it.each([998, 100, -2, NaN, undefined])("has a row for %p that moves no money", (code) => {
    expect(meaningOfResultCode(code)).toBe(unknownResultCode)
  })
})
