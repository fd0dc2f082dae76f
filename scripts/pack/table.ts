/** What became of each step of one row, in seconds; a failed one carries its reason. */
export interface RowResult {
  name: string
  runtime: string
  medusa: string
  steps: Record<string, { seconds: number; failure?: string }>
}

/** The table of all rows, in columns that line up; a step that was not reached is a dash. */
export function table(results: readonly RowResult[]): string {
  const steps = [...new Set(results.flatMap(({ steps: done }) => Object.keys(done)))]
  const lines = [
    ["runtime", "medusa", ...steps],
    ...results.map((row) => [
      row.runtime,
      row.medusa,
      ...steps.map((name) => {
        const done = row.steps[name]
        if (done === undefined) return "-"
        return `${done.failure === undefined ? "✓" : "✗"} ${done.seconds.toFixed(1)} s`
      }),
    ]),
  ]
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n")
}
