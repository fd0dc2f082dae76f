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

/** A fault that no spec need see, and why. `from` and `to` are the line in which it begins, without and with it. */
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
  /** Explanations that explain nothing any more. */
  idle: Explained[]
}

export const WANTED_PERCENT = 95

/** An endless loop is seen as well. */
const KILLED = ["Killed", "Timeout"]
const SURVIVED = ["Survived", "NoCoverage"]

/** Counts what was seen of the faults planted into a file. Those that Stryker left out count for nothing. */
export function scoreOf(file: string, report: Report, explanations: readonly Explained[]): FileScore {
  const { source, mutants } = report.files[file] ?? { source: "", mutants: [] }
  const ofFile = explanations.filter((one) => one.file === file)
  const used = new Set<Explained>()
  const score: FileScore = {
    file,
    killed: mutants.filter(({ status }) => KILLED.includes(status)).length,
    explained: 0,
    survived: [],
    idle: [],
  }
  for (const mutant of mutants.filter(({ status }) => SURVIVED.includes(status))) {
    const lines = linesOf(source, mutant)
    const explanation = ofFile.find((one) => one.from === lines.from && one.to === lines.to)
    if (explanation) used.add(explanation)
    if (explanation) score.explained += 1
    else score.survived.push({ line: mutant.location.start.line, ...lines, isRun: mutant.status === "Survived" })
  }
  return { ...score, idle: ofFile.filter((one) => !used.has(one)) }
}

function linesOf(source: string, { location: { start, end }, replacement = "" }: Mutant): { from: string; to: string } {
  const lines = source.split("\n")
  const line = lines[start.line - 1] ?? ""
  const rest = (lines[end.line - 1] ?? "").slice(end.column - 1)
  return {
    from: line.trim(),
    to: `${line.slice(0, start.column - 1)}${replacement.replace(/\s+/g, " ")}${rest}`.trim(),
  }
}

/** One file, for people, with each fault that survived in it. */
export function tellFile({ file, killed, explained, survived, idle }: FileScore): string {
  return [
    `${file}: ${killed} killed, ${explained} explained, ${survived.length} survived`,
    ...survived.flatMap(({ line, from, to, isRun }) => [
      `  line ${line} survived${isRun ? "" : ", no spec runs it"}`,
      `    - ${from}`,
      `    + ${to}`,
    ]),
    ...idle.flatMap(({ from, to }) => ["  explained, and found no more", `    - ${from}`, `    + ${to}`]),
  ].join("\n")
}

/** All files together, in one line. */
export function tell(scores: readonly FileScore[]): string {
  const sum = (pick: (score: FileScore) => number) => scores.reduce((total, score) => total + pick(score), 0)
  const survived = sum((score) => score.survived.length)
  return `in all: ${sum(({ killed }) => killed)} killed, ${sum(({ explained }) => explained)} explained, ${survived} survived: ${percentOf(scores).toFixed(1)} % (wanted: ${WANTED_PERCENT} %)`
}

/** Whether enough is killed or explained, and nothing is explained that is not there. */
export function isEnough(scores: readonly FileScore[]): boolean {
  return percentOf(scores) >= WANTED_PERCENT && scores.every(({ idle }) => idle.length === 0)
}

/** Rounded down to a tenth: nothing is called enough that is not. */
function percentOf(scores: readonly FileScore[]): number {
  const seen = scores.reduce((total, { killed, explained }) => total + killed + explained, 0)
  const all = scores.reduce((total, { survived }) => total + survived.length, seen)
  return all === 0 ? 100 : Math.floor((1000 * seen) / all) / 10
}
