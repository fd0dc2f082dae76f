import BigNumber from "bignumber.js"

/** Adds prices without floating point: `0.1 + 0.2` is `"0.3"`. */
export function sumOfPrices(lines: readonly { price: number }[]): string {
  return lines.reduce((sum, line) => sum.plus(String(line.price)), new BigNumber(0)).toFixed()
}

/** Writes an amount of major units for people: `KES 7,000.00`. No digit that was ordered is rounded away. */
export function formatMoney(amount: number | string, currency: string): string {
  const digits = new BigNumber(String(amount)).decimalPlaces() ?? 0
  const usual = new Intl.NumberFormat("en", { style: "currency", currency })
  const usualDigits = usual.resolvedOptions().maximumFractionDigits ?? 0
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "code",
    maximumFractionDigits: Math.min(Math.max(usualDigits, digits), 20),
  }).format(new BigNumber(String(amount)).toFixed() as Intl.StringNumericLiteral)
}
