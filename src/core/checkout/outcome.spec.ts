import fc from "fast-check"
import { classifyOutcome, readCode } from "./outcome"
import { meaningOfResultCode, resultCodes } from "./result-codes"

const documentedCodes = Object.keys(resultCodes).map(Number)
const statuses = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constant(undefined))
const codes = fc.oneof(fc.constantFrom(...documentedCodes), fc.integer({ min: -5, max: 1200 }))

describe("classifyOutcome", () => {
  it("takes the documented outcome for money", () => {
    const documented = {
      status: 4,
      statusDescription: "Completed",
      resultCode: "000",
      resultDescription: "Request Processed",
    }
    expect(classifyOutcome(documented)).toEqual({
      kind: "paid",
      status: 4,
      code: 0,
      statusDescription: "Completed",
      resultDescription: "Request Processed",
      newAttempt: false,
      needsReview: false,
      reason: "The payment succeeded.",
    })
  })

  it("says no more than it knows", () => {
    const pending = { kind: "pending", newAttempt: false, needsReview: false }
    expect(classifyOutcome(undefined)).toStrictEqual({ ...pending, reason: "Almara reports no outcome yet." })
    const unreadable = "Almara's status or result code could not be read as a number, so it is not final."
    expect(classifyOutcome({})).toStrictEqual({ ...pending, reason: unreadable })
    expect(classifyOutcome({ status: 4 })).toStrictEqual({ ...pending, status: 4, reason: unreadable })
  })

  it.each([
    ["no outcome", undefined],
    ["an empty outcome", {}],
    ["status 4 alone", { status: 4 }],
    ["success alone", { resultCode: "000" }],
    ["success with status 3", { status: 3, resultCode: "000" }],
    ["success with an unreadable status", { status: "4x", resultCode: "000" }],
    ["an empty code", { status: 4, resultCode: "" }],
    ["a hexadecimal zero", { status: 4, resultCode: "0x0" }],
    ["an exponent", { status: 4, resultCode: "0e0" }],
    ["a failure with an unreadable status", { status: "done", resultCode: "18" }],
    ["words that sound like success", { statusDescription: "Completed", resultDescription: "Request Processed" }],
  ])("takes %s for pending", (_, outcome) => {
    expect(classifyOutcome(outcome)).toMatchObject({ kind: "pending", newAttempt: false })
  })

  it.each([
    [{ status: " 4 ", resultCode: " 0 " }, "paid"],
    [{ status: 4, resultCode: 18 }, "failed"],
    [{ status: 5, resultCode: "018" }, "failed"],
    [{ resultCode: "18" }, "failed"],
    [{ status: 4, resultCode: "14" }, "pending"],
    [{ status: 4, resultCode: "21" }, "pending"],
    [{ status: 4, resultCode: "4711" }, "pending"],
  ])("reads %p as %s", (outcome, kind) => {
    expect(classifyOutcome(outcome).kind).toBe(kind)
  })

  it.each([
    ["8", true],
    ["21", true],
    ["4711", true],
    ["14", false],
    ["000", false],
    ["abc", true],
  ])("with status 3, code %s needs a person: %p", (resultCode, needsReview) => {
    expect(classifyOutcome({ status: 3, resultCode }).needsReview).toBe(needsReview)
  })

  it("believes in money only for 4 and 0, in failure only for codes that the table calls failed", () => {
    fc.assert(
      fc.property(statuses, codes, fc.boolean(), (status, code, asText) => {
        const resultCode = asText && code >= 0 ? String(code).padStart(3, "0") : code
        const { kind, newAttempt } = classifyOutcome({ status, resultCode })
        const isFailure = code !== 0 && meaningOfResultCode(code).disposition === "failed"
        expect(kind).toBe(status === 4 && code === 0 ? "paid" : isFailure ? "failed" : "pending")
        expect(newAttempt).toBe(kind === "failed")
      }),
      { numRuns: 3000 },
    )
  })

  it("never takes noise for money", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double()), fc.oneof(fc.string(), fc.double()), (status, resultCode) => {
        fc.pre(!(Number(status) === 4 && Number(resultCode) === 0))
        expect(classifyOutcome({ status, resultCode }).kind).not.toBe("paid")
      }),
    )
  })
})

describe("readCode", () => {
  it.each([
    ["000", 0],
    [" 0 ", 0],
    [0, 0],
    [4, 4],
    ["4", 4],
    ["-1", -1],
    ["999", 999],
    ["0009", 9],
    [`${" ".repeat(31)}4`, 4],
  ])("reads %p as %i", (value, code) => {
    expect(readCode(value)).toBe(code)
  })

  it.each([
    "",
    " ",
    null,
    undefined,
    "0x0",
    "1e0",
    "4.0",
    "-0",
    -0,
    "+4",
    "four",
    0.5,
    NaN,
    Infinity,
    true,
    false,
    [],
    [0],
    {},
    `${" ".repeat(32)}4`,
  ])("does not take %p for a code", (value) => {
    expect(readCode(value)).toBeUndefined()
  })
})
