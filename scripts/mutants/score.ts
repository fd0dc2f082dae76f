/** A planted fault, as a report of Stryker names it (mutation-testing-report-schema). */
export interface Mutant {
  status: string
  replacement?: string
  location: { start: Place; end: Place }
}

/** Both count from one. */
interface Place {
  line: number
  column: number
}

export interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>
}

/** A fault that no spec can see, or need not see, and why. `from` and `to` are the line without and with it. */
export interface Explained {
  file: string
  from: string
  to: string
  why: string
}

export interface FileScore {
  file: string
  killed: number
  explained: number
  /** What no spec sees and nobody has explained. */
  survived: { line: number; from: string; to: string; isRun: boolean }[]
}

export interface Score {
  files: FileScore[]
  /** Explanations of these files that explain nothing any more. */
  idle: Explained[]
  /** Of all that count, how many are killed or explained. */
  percent: number
}

export const WANTED_PERCENT = 95

/** An endless loop is seen as well. */
const KILLED = ["Killed", "Timeout"]
const SURVIVED = ["Survived", "NoCoverage"]

/** Counts what the specs saw of the planted faults. Those that Stryker left out, or that did not run, count for nothing. */
export function scoreOf(report: Report, explanations: readonly Explained[]): Score {
  const used = new Set<Explained>()
  const files = Object.entries(report.files).map(([file, { source, mutants }]): FileScore => {
    const score: FileScore = { file, killed: mutants.filter(({ status }) => KILLED.includes(status)).length, explained: 0, survived: [] }
    for (const mutant of mutants.filter(({ status }) => SURVIVED.includes(status))) {
      const lines = linesOf(source, mutant)
      const explanation = explanations.find((one) => one.file === file && one.from === lines.from && one.to === lines.to)
      if (explanation) used.add(explanation)
      if (explanation) score.explained += 1
      else score.survived.push({ line: mutant.location.start.line, ...lines, isRun: mutant.status === "Survived" })
    }
    return score
  })
  const seen = files.reduce((sum, { killed, explained }) => sum + killed + explained, 0)
  const all = files.reduce((sum, { survived }) => sum + survived.length, seen)
  return { files, idle: explanations.filter((one) => one.file in report.files && !used.has(one)), percent: all === 0 ? 100 : (100 * seen) / all }
}

/** The line in which the fault begins, without and with it; what is longer than a line is cut. */
function linesOf(source: string, { location: { start, end }, replacement = "" }: Mutant): { from: string; to: string } {
  const lines = source.split("\n")
  const line = lines[start.line - 1] ?? ""
  const after = end.line === start.line ? line.slice(end.column - 1) : (lines[end.line - 1] ?? "").slice(end.column - 1)
  return { from: line.trim(), to: `${line.slice(0, start.column - 1)}${replacement.replace(/\s+/g, " ")}${after}`.trim() }
}

/** For people: the files, what survived in them, and the sum in the last line. */
export function tell({ files, idle, percent }: Score): string {
  const lines = files.flatMap(({ file, killed, explained, survived }) => [
    `${file}: ${killed} killed, ${explained} explained, ${survived.length} survived`,
    ...survived.flatMap(({ line, from, to, isRun }) => [`  line ${line} survived${isRun ? "" : ", no spec runs it"}`, `    - ${from}`, `    + ${to}`]),
  ])
  const idleLines = idle.flatMap(({ file, from, to }) => [`${file}: nothing to explain any more`, `    - ${from}`, `    + ${to}`])
  const sum = (pick: (file: FileScore) => number) => files.reduce((total, file) => total + pick(file), 0)
  const total = `${sum(({ killed }) => killed)} killed, ${sum(({ explained }) => explained)} explained, ${sum(({ survived }) => survived.length)} survived`
  return [...lines, ...idleLines, `in all: ${total}: ${(Math.floor(percent * 10) / 10).toFixed(1)} % (wanted: ${WANTED_PERCENT} %)`].join("\n")
}

/** Whether the run is green. */
export function isEnough({ percent, idle }: Score): boolean {
  return percent >= WANTED_PERCENT && idle.length === 0
}
