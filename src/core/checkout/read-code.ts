/**
 * Reads a status or result code: a whole number, or its decimal digits with spaces around and zeros before ("000" is
 * 0). Undefined for all else: "", null, "4.0", "0x0", "1e0", "-0".
 */
export function readCode(value: unknown): number | undefined {
  const isWritten = typeof value === "string" && value.length <= 32 && /^\s*-?\d{1,9}\s*$/.test(value)
  const code = isWritten ? Number(value) : value
  return Number.isSafeInteger(code) && !Object.is(code, -0) ? (code as number) : undefined
}
