/** What decides about money, states and what people are told: faults in these files are planted by night. */
export const FILES: readonly string[] = [
  "src/core/admin-actions.ts",
  "src/core/attention.ts",
  "src/core/money.ts",
  "src/core/options.ts",
  "src/core/outcome.ts",
  "src/core/owed.ts",
  "src/core/read-code.ts",
  "src/core/schedule.ts",
  "src/core/shopper-view.ts",
  "src/core/transition.ts",
  "src/workflows/announcement.ts",
  "src/workflows/mismatch.ts",
  "src/workflows/most-telling.ts",
  "src/workflows/next-turn.ts",
  "src/workflows/settles.ts",
]

/** The spec beside a file. */
export function specOf(file: string): string {
  return file.replace(/\.ts$/, ".spec.ts")
}
