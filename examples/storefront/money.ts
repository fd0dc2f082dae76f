/** An amount in major units as people in Kenya write it, without empty decimals. */
export function formatMoney(amount: number | string, currency: string): string {
  return new Intl.NumberFormat("en-KE", {
    style: "currency",
    currency,
    trailingZeroDisplay: "stripIfInteger",
  }).format(Number(amount))
}
