/** Started by `npm run test:mutants`: Stryker plants faults, one at a time, and the unit specs are to see them. */
import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { root } from "../demo/places"
import { EXPLAINED } from "./explained"
import { FILES } from "./files"
import { isEnough, scoreOf, tell, type Report } from "./score"

const CONFIG = "scripts/mutants/stryker.config.json"
const REPORT = path.join(root, ".medusa/mutants/report.json")

async function plantFaults(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: { concurrency: { type: "string", default: "2" } }, allowPositionals: true })
  const files = positionals.length > 0 ? positionals : FILES
  const unknown = files.filter((file) => !existsSync(path.join(root, file)))
  if (unknown.length > 0) throw new Error(`There is no file ${unknown.join(", ")}.`)
  rmSync(REPORT, { force: true })
  await run(["stryker", "run", CONFIG, "--concurrency", values.concurrency, "--mutate", files.join(",")])
  const score = scoreOf(JSON.parse(readFileSync(REPORT, "utf8")) as Report, EXPLAINED)
  console.log(`\n${tell(score)}`)
  if (!isEnough(score)) process.exitCode = 1
}

async function run(words: string[]): Promise<void> {
  const child = spawn("npx", words, { cwd: root, stdio: ["ignore", "inherit", "inherit"] })
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", resolve)
  })
  if (code !== 0) throw new Error(`Stryker ended with ${String(code)}.`)
}

plantFaults(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
})
