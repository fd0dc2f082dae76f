/** What decides about money, states and what people are told: faults in these files are planted by night. */
export const FILES: readonly string[] = [
  "src/core/views/admin/actions.ts",
  "src/core/checkout/attention.ts",
  "src/core/money.ts",
  "src/core/options/options.ts",
  "src/core/checkout/outcome.ts",
  "src/core/checkout/overpaid.ts",
  "src/core/checkout/owed.ts",
  "src/core/checkout/schedule.ts",
  "src/core/views/shopper-checkout.ts",
  "src/core/checkout/decide.ts",
  "src/core/checkout/states.ts",
  "src/core/callback/parse-body.ts",
  "src/core/callback/signature.ts",
  "src/core/checkout/result-codes.ts",
  "src/core/gateway/wire/checkout-url.ts",
  "src/core/text.ts",
  "src/core/views/admin/csv.ts",
  "src/use-cases/settle/announcement.ts",
  "src/use-cases/settle/fit.ts",
  "src/use-cases/settle/pick-report.ts",
  "src/use-cases/settle/next-check.ts",
]

/** The spec beside a file. */
export function specOf(file: string): string {
  return file.replace(/\.ts$/, ".spec.ts")
}
