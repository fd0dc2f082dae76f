/** What makes a spreadsheet take a text for a formula, also behind blanks. */
const formula = /^\s*[=+\-@\t\r]/
const plainNumber = /^-?\d+(\.\d+)?$/

/**
 * One line of a CSV file after RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front,
 * which the spreadsheet shows as text; numbers stay numbers.
 */
export function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(csvField).join(",")}\r\n`
}

function csvField(value: string | number | null): string {
  const text = value === null ? "" : String(value)
  const harmless = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
