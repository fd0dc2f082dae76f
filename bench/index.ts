/** The benchmark: `npm run bench` runs all rows, `npm run bench -- ack rush` those of these names. */
import { parseArgs } from "node:util"
import { openBench } from "./setup/bench"
import { lineOf, publish } from "./report/publish"
import { ROWS } from "./rows"
import type { Result, Row } from "./rows/row"

/** What a run of all rows may take. */
const MOST_SECONDS = 1_200

function readArguments(): { names: string[]; size: number; output?: string; command: string } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: "string", default: "1" }, output: { type: "string" } },
  })
  const unknown = positionals.filter((name) => !ROWS.some((row) => row.name === name))
  const size = Number(values.size)
  if (unknown.length > 0)
    throw new Error(`There is no row ${unknown.join(", ")}. There are: ${ROWS.map((row) => row.name).join(", ")}.`)
  if (!(size > 0 && size <= 1)) throw new Error("--size must be a number above 0, and 1 at the most.")
  const given = process.argv.slice(2)
  return {
    names: positionals,
    size,
    output: values.output,
    command: ["npm run bench", ...(given.length > 0 ? ["--", ...given] : [])].join(" "),
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function main(): Promise<void> {
  const { names, size, output, command } = readArguments()
  const rows = ROWS.filter((row) => names.length === 0 || names.includes(row.name))
  const isWhole = rows.length === ROWS.length
  const mostSeconds = isWhole ? MOST_SECONDS : Infinity
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1000)
  say("Preparing a store and its database ...")
  const bench = await openBench({ size, until: started + mostSeconds * 1000 })
  const stop = () => void bench.close().then(() => process.exit(130))
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
  const results = new Map<Row, Result[]>()
  const failures: string[] = []
  try {
    for (const row of [...rows].sort((one, other) => Number(one.isLast ?? false) - Number(other.isLast ?? false))) {
      say(`[${seconds()} s] ${row.name}: ${row.what}`)
      try {
        const measured = await row.measure(bench)
        results.set(row, measured)
        for (const result of measured) say(`    ${lineOf(result)}`)
      } catch (error) {
        // The other rows are worth having all the same.
        failures.push(`${row.name}: ${error instanceof Error ? error.message : String(error)}`)
        say(`    failed: ${failures.at(-1)}`)
      }
    }
  } finally {
    await bench.close()
  }
  publish({
    results: rows.flatMap((row) => results.get(row) ?? []),
    seconds: seconds(),
    mostSeconds,
    size,
    command,
    isKept: isWhole && size === 1 && failures.length === 0,
    output,
    say,
  })
  if (failures.length > 0) throw new Error(`not everything could be measured: ${failures.join("; ")}`)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The benchmark ended: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
