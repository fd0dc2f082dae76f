/** The three ends of a checkout, with the colours of their badges. */
export const SERIES = [
  { key: "paid", color: "var(--tag-green-icon)" },
  { key: "failed", color: "var(--tag-red-icon)" },
  { key: "abandoned", color: "var(--tag-neutral-icon)" },
] as const
