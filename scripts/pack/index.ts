/**
 * Started by `npm run test:pack`: the tarball in projects of somebody else's, on each runtime and version of Medusa.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { startPostgres } from "../../support/postgres"
import { seeRefusal } from "./refusal-row"
import { projectOf, readWishes, type Row } from "./rows"
import { findRuntime, versionOf } from "./runtimes"
import { stepsOf, type Steps } from "./steps"
import { walkStore, type Run } from "./store-row"
import { useInStorefront } from "./storefront-row"
import { existingTarball, packTarball } from "./tarball"

/** So many projects are worked in side by side; the rows of one project follow each other. */
const AT_ONCE = 2

const WORK = { payments: walkStore, refusal: seeRefusal, storefront: useInStorefront }

async function testPack(args: string[]): Promise<void> {
  const wishes = readWishes(args)
  const home = process.env.ALMARA_PACK_DIRECTORY ?? path.join(os.tmpdir(), "almara-pack")
  mkdirSync(path.join(home, "logs"), { recursive: true })
  const tarball =
    wishes.tarball === undefined ? packTarball(path.join(home, "tarball")) : existingTarball(wishes.tarball)
  console.log(
    `packed: ${tarball.files.length} files, ${Math.round(tarball.size / 1024)} KiB; stores and logs are in ${home}`,
  )
  const given = process.env.DATABASE_URL
  const postgres = given === undefined ? await startPostgres() : undefined
  const postgresUrl = given ?? `${postgres?.url}/postgres`
  const run: Run = { home, tarball: tarball.file, keep: wishes.keep, postgresUrl, built: new Map() }
  const projects = new Map<string, Row[]>()
  for (const row of wishes.rows) projects.set(projectOf(row), [...(projects.get(projectOf(row)) ?? []), row])
  const waiting = [...projects.values()]
  const lines: string[] = []
  let failed = 0
  const work = async () => {
    for (let rows = waiting.shift(); rows !== undefined; rows = waiting.shift())
      for (const row of rows) {
        const steps = stepsOf(row, console.log)
        await tryRow(row, run, steps).catch((error: Error) => {
          process.exitCode = 1
          failed += 1
          console.error(`✗ ${row.name}: ${error.message}`)
        })
        lines.push(steps.line())
      }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    await postgres?.stop()
    const report = { numPassedTests: lines.length - failed, numFailedTests: failed, numRuntimeErrorTestSuites: 0 }
    if (wishes.outputFile !== undefined) writeFileSync(wishes.outputFile, JSON.stringify(report))
  }
  console.log(`\n${lines.join("\n")}`)
}

async function tryRow(row: Row, run: Run, steps: Steps): Promise<void> {
  const runtime = findRuntime(row.runtime, path.join(run.home, "runtimes"))
  console.log(
    `${row.name}  ${runtime.name} ${versionOf(runtime)}, Medusa ${row.medusa ?? "-"}, ${row.placement ?? "-"}`,
  )
  await WORK[row.kind](row, runtime, run, steps)
  if (steps.missing().length > 0) throw new Error(`it did not do ${steps.missing().join(", ")}`)
}

testPack(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
