import type { AlmaraErrorKind } from "./errors"
import { AlmaraError, almaraErrorKinds, isAlmaraError } from "./errors"

const kinds = Object.keys(almaraErrorKinds) as AlmaraErrorKind[]

describe("AlmaraError", () => {
  it.each(kinds)("%s speaks calmly to the shopper, without codes", (kind) => {
    const error = new AlmaraError({ kind, message: "For the merchant." })
    expect(error.shopperMessage).toMatch(/^[A-Z][^0-9_]+\.$/)
    expect(error.merchantMessage).toBe("For the merchant.")
    expect(error.retryable).toBe(almaraErrorKinds[kind].retryable)
    expect(error).toBeInstanceOf(Error)
  })

  it("says what the thrower knows better than the kind does", () => {
    const cause = new Error("socket hang up")
    const error = new AlmaraError({
      kind: "unavailable",
      message: "No token.",
      mayHaveArrived: false,
      retryable: false,
      httpStatus: 503,
      shopperMessage: "Later, please.",
      fields: [{ field: "a", message: "b" }],
      cause,
    })
    expect(error).toMatchObject({
      mayHaveArrived: false,
      retryable: false,
      httpStatus: 503,
      shopperMessage: "Later, please.",
      fields: [{ field: "a", message: "b" }],
      cause,
    })
  })

  it("is recognised by its shape, and nothing else is", () => {
    const foreign = Object.assign(new Error("x"), { name: "AlmaraError", kind: "timeout", shopperMessage: "y" })
    expect(isAlmaraError(new AlmaraError({ kind: "timeout", message: "x" }))).toBe(true)
    expect(isAlmaraError(foreign)).toBe(true)
    expect(isAlmaraError(new Error("x"))).toBe(false)
    expect(isAlmaraError(undefined)).toBe(false)
  })
})
