/** What makes a spreadsheet take a text for a formula, also in full width; what is not seen before it does not help. */
const formula = /^[\p{C}\p{Z}\p{M}\s\u115f\u1160\u3164\uffa0]*[=+\-@＝＋－＠]/u
const startsUnseen = /^[\t\r\n]/
const plainNumber = /^-?\d+(\.\d+)?$/

/**
 * Returns one line of a CSV file after RFC 4180. Every text is quoted, so that no separator of any country ends its
 * cell. A text that a spreadsheet would run as a formula gets an apostrophe in front, which it shows as text; numbers
 * stay numbers.
 */
export function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(csvField).join(",")}\r\n`
}

function csvField(value: string | number | null): string {
  const text = value === null ? "" : String(value)
  if (text === "" || plainNumber.test(text)) return text
  const harmless = formula.test(text) || startsUnseen.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
