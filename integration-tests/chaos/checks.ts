import type { Fault } from "./plan"
import { describe, sizeOf, type Rest } from "./quiet"

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
  const missing = countEach(plannedFaults.filter((fault) => !madeFaults.includes(fault)).map(({ kind }) => kind))
  const left = sizeOf(rest) > 0 ? [describe(rest)] : []
  return [
    ...Object.entries(missing).map(([kind, count]) => `FAULTS: ${count} of the kind "${kind}" were planned, not made.`),
    ...left.map(
      (what) =>
        `REST: it does not come to rest: ${what} are left. Money that is under way among them stands below as lost.`,
    ),
    ...problems,
  ]
}

/** Counts equal names. */
export function countEach<Name extends string | number>(names: Name[]): Record<Name, number> {
  const counts = {} as Record<Name, number>
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
