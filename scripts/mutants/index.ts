/**
 * Started by `npm run test:mutants`: Stryker plants faults, one at a time, and the spec beside the file is to see each.
 */
import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { root } from "../../support/places"
import { EXPLAINED } from "./explained"
import { FILES, specOf } from "./files"
import { isEnough, scoreOf, tell, tellFile, type FileScore, type Report } from "./score"

const CONFIG = "scripts/mutants/stryker.config.json"
const REPORT = path.join(root, ".medusa/mutants/report.json")

async function plantFaults(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { concurrency: { type: "string", default: "2" } },
    allowPositionals: true,
  })
  const files = positionals.length > 0 ? positionals : FILES
  const missing = files.flatMap((file) => [file, specOf(file)]).filter((file) => !existsSync(path.join(root, file)))
  if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")}.`)
  const scores: FileScore[] = []
  for (const file of files) {
    const score = await plantInto(file, values.concurrency)
    console.log(tellFile(score))
    scores.push(score)
  }
  console.log(`\n${tell(scores)}`)
  if (!isEnough(scores)) process.exitCode = 1
}

async function plantInto(file: string, concurrency: string): Promise<FileScore> {
  rmSync(REPORT, { force: true })
  await run(["stryker", "run", CONFIG, "--concurrency", concurrency, "--mutate", file], {
    ALMARA_MUTANTS_SPEC: specOf(file),
  })
  return scoreOf(file, JSON.parse(readFileSync(REPORT, "utf8")) as Report, EXPLAINED)
}

async function run(words: string[], environment: Record<string, string>): Promise<void> {
  const child = spawn("npx", words, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...environment },
  })
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
