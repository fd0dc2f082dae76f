import type { Fault } from "./plan"
import { describe, sizeOf, type Rest } from "./quiet"
import { countEach, nameOf } from "./table"

/** What a run has to show at its end. How long it took is none of it. */
export interface RunEnd {
  plannedFaults: Fault[]
  madeFaults: Fault[]
  rest: Rest
  /** What the books say. */
  problems: string[]
}

/** One sentence for everything that makes the run red; empty when it is green. */
export function problemsOf({ plannedFaults, madeFaults, rest, problems }: RunEnd): string[] {
  const missing = countEach(plannedFaults.filter((fault) => !madeFaults.includes(fault)).map(nameOf))
  return [
    ...Object.entries(missing).map(
      ([name, count]) => `FAULTS: ${count} of the kind "${name}" were planned and not made.`,
    ),
    ...(sizeOf(rest) > 0
      ? [
          `REST: it does not come to rest: ${describe(rest)} are left. Money that is under way among them stands below as lost.`,
        ]
      : []),
    ...problems,
  ]
}
