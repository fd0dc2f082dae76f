/** Started by `npm run test:pack`: the tarball in projects of somebody else's, on each runtime and version of Medusa. */
import { mkdirSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { startPostgres } from "../postgres"
import { seeRefusal } from "./refusal-row"
import { readWishes, type Row } from "./rows"
import { findRuntime, versionOf, type Runtime } from "./runtimes"
import { missingSteps, recorder, type RowResult } from "./steps"
import { walkStore, type Run } from "./store-row"
import { useInStorefront } from "./storefront-row"
import { existingTarball, packTarball } from "./tarball"
import { table } from "./table"

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
  const run: Run = {
    home,
    tarball: tarball.file,
    keep: wishes.keep,
    postgresUrl: given ?? `${postgres?.url}/postgres`,
    built: new Map(),
  }
  const results: RowResult[] = []
  let failed = 0
  try {
    for (const row of wishes.rows) {
      const runtime = findRuntime(row.runtime, path.join(home, "runtimes"))
      const result: RowResult = { ...row, runtimeVersion: versionOf(runtime), steps: {} }
      results.push(result)
      try {
        await tryRow(row, runtime, run, result)
        if (missingSteps(result).length > 0) throw new Error(`it did not do ${missingSteps(result).join(", ")}`)
      } catch (error) {
        process.exitCode = 1
        failed += 1
        console.error(`✗ ${row.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  } finally {
    await postgres?.stop()
    if (wishes.outputFile !== undefined)
      writeFileSync(
        wishes.outputFile,
        JSON.stringify({
          numPassedTests: results.length - failed,
          numFailedTests: failed,
          numRuntimeErrorTestSuites: 0,
        }),
      )
  }
  console.log(`\n${table(results)}`)
}

async function tryRow(row: Row, runtime: Runtime, run: Run, result: RowResult): Promise<void> {
  const steps = recorder(result, console.log)
  switch (row.kind) {
    case "payments":
      return walkStore(row, runtime, run, steps)
    case "refusal":
      return seeRefusal(row, runtime, run, steps.step)
    case "storefront":
      return useInStorefront(row, runtime, run, steps.step)
  }
}

testPack(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
