/**
 * Started by `npm run test:changed`: the specs that the change since `main`, or since a commit that is named, can
 * touch.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { root } from "../../support/places"
import { missingPrograms } from "../programs"
import { choose } from "./choose"

const JEST = path.join(root, "node_modules", "jest", "bin", "jest.js")

function git(...words: string[]): string[] {
  const { status, stdout, stderr } = spawnSync("git", words, { cwd: root, encoding: "utf8" })
  if (status !== 0) throw new Error(`git ${words.join(" ")}: ${stderr.trim()}`)
  return stdout.split("\n").filter(Boolean)
}

/** What has changed since the commit from which this one grew, committed or not. */
function changedSince(commit: string): string[] {
  if (spawnSync("git", ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`], { cwd: root }).status !== 0) {
    throw new Error(`There is no commit "${commit}" here; name another one: npm run test:changed -- <commit>`)
  }
  const [base = commit] = git("merge-base", commit, "HEAD")
  return [
    ...new Set([
      ...git("diff", "--no-renames", "--name-only", base),
      ...git("ls-files", "--others", "--exclude-standard"),
    ]),
  ].sort()
}

function jest(project: string, words: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [JEST, "--selectProjects", project, "--listTests", "--json", ...words],
    { cwd: root, encoding: "utf8" },
  )
  if (status !== 0) throw new Error(`jest could not list its specs: ${stderr}`)
  return JSON.parse(stdout.slice(stdout.indexOf("["))) as string[]
}

function run(project: string, specs: string[]): boolean {
  if (specs.length === 0) return true
  return (
    spawnSync(process.execPath, [JEST, "--selectProjects", project, "--maxWorkers=2", "--runTestsByPath", ...specs], {
      cwd: root,
      stdio: "inherit",
    }).status === 0
  )
}

function testChanged(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: "boolean", default: false } },
  })
  const commit = positionals[0] ?? "main"
  const changed = changedSince(commit)
  const { unit, integration, reasons } = choose(changed)
  const there = changed.filter((file) => existsSync(path.join(root, file)))
  const related = there.length > 0 ? jest("unit", ["--findRelatedTests", ...there]) : []
  const units = [
    ...new Set([
      ...related,
      ...(unit.length > 0
        ? jest(
            "unit",
            unit.map((folder) => path.join(root, folder)),
          )
        : []),
    ]),
  ]
  const specs = integration.filter((file) => existsSync(path.join(root, file)))
  const isRedis = (file: string) => file.endsWith(".redis.spec.ts")
  const redis = missingPrograms(["redis-server", "redis-cli"]).length === 0 ? specs.filter(isRedis) : []
  console.log(
    [
      `changed since ${commit}: ${changed.length} of the files`,
      ...reasons,
      `unit specs, by their imports and the lines above: ${units.length}`,
    ].join("\n  "),
  )
  for (const file of specs.filter((one) => isRedis(one) && !redis.includes(one)))
    console.log(`  left out, because there is no redis-server: ${file}`)
  if (units.length + specs.length === 0) console.log("nothing to run")
  if (values.list) return
  const results = [
    run("unit", units),
    run(
      "integration",
      specs.filter((file) => !isRedis(file)),
    ),
    run("redis", redis),
  ]
  if (results.includes(false)) process.exitCode = 1
}

try {
  testChanged()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
