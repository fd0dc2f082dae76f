import type { PartResult } from "./run-part"

/** The night in a table, one line a part, and all of them together in the last. */
export function table(results: readonly PartResult[]): string {
  const sum = (pick: (result: PartResult) => number) => results.reduce((total, result) => total + pick(result), 0)
  const lines = [
    ["part", "result", "seconds", "passed", "failed"],
    ...results.map(({ name, fault, seconds, passed, failed }) => [
      name,
      fault === undefined ? "passed" : `failed: ${fault}`,
      String(seconds),
      String(passed),
      String(failed),
    ]),
    [
      "in all",
      results.some(({ fault }) => fault !== undefined) ? "failed" : "passed",
      String(sum(({ seconds }) => seconds)),
      String(sum(({ passed }) => passed)),
      String(sum(({ failed }) => failed)),
    ],
  ]
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((text, column) => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n")
}
