/** The documented result codes, their descriptions, and which of them the documentation calls failed. */
export const resultCodes = [
  { code: 0, description: "Success", failed: false },
  { code: -1, description: "Transaction timeout", failed: false },
  { code: 1, description: "Insufficient funds", failed: true },
  { code: 2, description: "Transfer limit exceeded", failed: true },
  { code: 3, description: "Internal server error", failed: true },
  { code: 4, description: "Third party internal server error", failed: true },
  { code: 5, description: "Invalid debit account", failed: true },
  { code: 6, description: "Invalid credit account", failed: true },
  { code: 7, description: "Amount below limit", failed: true },
  { code: 8, description: "Invalid transaction element", failed: false },
  { code: 9, description: "Duplicate transaction", failed: false },
  { code: 10, description: "Server busy", failed: true },
  { code: 11, description: "Transaction not found", failed: false },
  { code: 12, description: "General error", failed: false },
  { code: 13, description: "Third party general failure", failed: false },
  { code: 14, description: "Inconclusive status", failed: false },
  { code: 15, description: "Insufficient wallet balance", failed: true },
  { code: 16, description: "Third party system unavailable", failed: false },
  { code: 17, description: "AML check failure", failed: true },
  { code: 18, description: "Declined", failed: true },
  { code: 19, description: "Validation failed", failed: false },
  { code: 20, description: "Third party integration error", failed: false },
  { code: 21, description: "Unmapped code", failed: false },
  { code: 22, description: "Partner timeout", failed: false },
  { code: 200, description: "Processed", failed: false },
  { code: 202, description: "Accepted for processing", failed: false },
  { code: 429, description: "Too many requests", failed: false },
  { code: 999, description: "System failure", failed: false },
] as const satisfies readonly { code: number; description: string; failed: boolean }[]

/** The code a decline carries when nobody names another. */
export const declinedCode = 18

/** Describes a result code in the gateway's words; codes are compared as numbers, so "018" is 18. */
export function describeResultCode(code: number | string): string {
  const known = resultCodes.find((entry) => entry.code === Number(code))
  return known?.description ?? "Unknown code"
}
