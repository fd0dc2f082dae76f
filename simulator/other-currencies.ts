/** Currencies to report in place of the one that was asked for, with their ISO 4217 numbers. */
const currencies = [
  { name: "USD", number: 840 },
  { name: "KES", number: 404 },
  { name: "UGX", number: 800 },
  { name: "EUR", number: 978 },
] as const

/** Every currency to choose from but this one. */
export function otherCurrencies(name: string): readonly { name: string; number: number }[] {
  return currencies.filter((currency) => currency.name !== name)
}
