import type { z } from "zod"

/** One wrong field, in the gateway's words. */
export interface FieldError {
  field: string
  message: string
}

/** Turns zod's issues into fields and messages: `checkoutRequestLines[0].price`, `must be a number`. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ field: fieldName([...issue.path, key]), message: "is not known" }))
    }
    return [{ field: fieldName(issue.path), message: issue.message }]
  })
}

/** Writes wrong fields as one sentence for people. */
export function problemSentence(problems: readonly FieldError[]): string {
  return problems.map(({ field, message }) => `${field} ${message}`).join("; ") + "."
}

/** The message of a field that is missing, or else of one that is wrong. */
export function requiredOr(wrong: string): { error: (issue: { input?: unknown }) => string } {
  return { error: (issue) => (issue.input === undefined ? "is required" : wrong) }
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) {
    return "body"
  }
  return path.reduce<string>((name, key) => {
    if (typeof key === "number") {
      return `${name}[${key}]`
    }
    return name === "" ? String(key) : `${name}.${String(key)}`
  }, "")
}
