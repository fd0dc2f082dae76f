/** What decides about money, states and what people are told: these files are to be seen through by their unit specs. */
export const FILES: readonly string[] = [
  "src/core/admin-actions.ts",
  "src/core/money.ts",
  "src/core/options.ts",
  "src/core/outcome.ts",
  "src/core/schedule.ts",
  "src/core/shopper-view.ts",
  "src/core/transition.ts",
  "src/workflows/next-turn.ts",
  "src/workflows/steps/most-telling.ts",
]
