import type { Result, Row } from "../rows/row"

export interface Line {
  row: Row
  result: Result
  /** A row may have several numbers, each with a line of its own. */
  part: number
}

export function publish(report: { lines: Line[]; notes: string[]; seconds: number; size: number; isWhole: boolean }): void {
  console.log(JSON.stringify(report.lines.map(({ row, result }) => [row.id, result.ratio, result.met])))
}
