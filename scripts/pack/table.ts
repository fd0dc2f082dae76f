import { PLANS } from "./rows"
import type { RowResult, StepResult } from "./steps"

/**
 * The table of all rows, in columns that line up; rows with the same steps stand together under their own head. A step that
 * another row had done already is "reused"; one that was not reached says so.
 */
export function table(results: readonly RowResult[]): string {
  const kinds = [...new Set(results.map(({ kind }) => kind))]
  return kinds
    .map((kind) =>
      block(
        PLANS[kind],
        results.filter((row) => row.kind === kind),
      ),
    )
    .join("\n\n")
}

function block(steps: readonly string[], rows: readonly RowResult[]): string {
  const lines = [
    ["row", "runtime", "medusa", "placement", ...steps, "in all"],
    ...rows.map((row) => [
      row.name,
      `${row.runtime.replace(/\d+$/, "")} ${row.runtimeVersion}`,
      row.medusa ?? "-",
      row.placement ?? "-",
      ...steps.map((name) => cell(row.steps[name])),
      `${Object.values(row.steps)
        .reduce((sum, step) => sum + (step === "reused" ? 0 : step.seconds), 0)
        .toFixed(0)} s`,
    ]),
  ]
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

function cell(step: StepResult | undefined): string {
  if (step === undefined) return "not reached"
  if (step === "reused") return step
  return `${step.failure === undefined ? "✓" : "✗"} ${step.seconds.toFixed(1)} s`
}
