/**
 * Started by `npm run test:deno`: the core and the examples under Deno and under Node, then a whole store under Deno,
 * unless it is told `--without-store`.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { build } from "esbuild"
import { signedUrl } from "../../src/core"
import { root } from "../../support/places"
import { findRuntime } from "../pack/runtimes"

const BY_OWN_NAME = "scripts/deno/by-own-name.check.js"
const PRELOAD = "scripts/deno/jest-globals.js"
const HANDLER_CHECK = "examples/web-handler/handler.check.ts"
const VERIFY_CALLBACK = "examples/deno/verify-callback.ts"
/** What the specs themselves need: fixtures, and servers of their own. */
const SPEC_PERMISSIONS = ["--allow-read=.", "--allow-net=127.0.0.1", "--allow-env", "--allow-sys"]

async function testDeno(): Promise<void> {
  const home = process.env.ALMARA_PACK_DIRECTORY ?? path.join(os.tmpdir(), "almara-pack")
  const deno = findRuntime("deno", path.join(home, "runtimes")).command
  run("deno check", deno, ["check", "src/core/index.ts", VERIFY_CALLBACK, HANDLER_CHECK])
  run("deno lint", deno, ["lint"])
  run("the core by the name that deno.json exports, without permissions", deno, [
    "test",
    "--no-prompt",
    "--no-check",
    "--quiet",
    BY_OWN_NAME,
  ])
  const onDeno = run("the core's specs on Deno", deno, [
    "test",
    "--no-prompt",
    "--no-check",
    "--quiet",
    `--preload=${PRELOAD}`,
    ...SPEC_PERMISSIONS,
    "src/core/**/*.spec.ts",
  ])
  sameNumber(Number(/^ok \| (\d+) passed/m.exec(onDeno)?.[1]), specsOnNode())

  const secret = "a-secret-of-this-test-alone-0123456789"
  const address = await signedUrl({
    baseUrl: "https://shop.example",
    endpoint: "callback",
    merchantRequestId: "conversation-1",
    secrets: [secret],
  })
  const verify = ["run", "--no-prompt", "--no-check", VERIFY_CALLBACK]
  run("a callback is verified on Deno, without permissions", deno, [...verify, secret, address])
  run("and so is a forged one", deno, [...verify, secret, address.replace("hash=", "hash=a")], 1)
  run("the web-standard handler on Deno, without permissions", deno, [
    "run",
    "--no-prompt",
    "--no-check",
    HANDLER_CHECK,
  ])

  const directory = mkdtempSync(path.join(root, "node_modules", ".almara-examples-"))
  try {
    mkdirSync(directory, { recursive: true })
    const outfile = path.join(directory, "handler.mjs")
    const alias = { "medusa-payment-almara/core": path.join(root, "src", "core", "index.ts") }
    await build({
      absWorkingDir: root,
      entryPoints: [HANDLER_CHECK],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      mainFields: ["module", "main"],
      target: "node20",
      alias,
      logLevel: "warning",
    })
    run("the web-standard handler on Node", process.execPath, [outfile])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }

  if (process.argv.includes("--without-store")) return
  const store = spawnSync("npm", ["run", "test:pack", "--", "--only", "deno"], { cwd: root, stdio: "inherit" })
  if (store.status !== 0) throw new Error(`a whole store on Deno: ended with ${store.status ?? store.signal}.`)
}

/** Runs the core's specs on Node; returns how many passed. */
function specsOnNode(): number {
  const report = path.join(mkdtempSync(path.join(os.tmpdir(), "almara-core-")), "report.json")
  const jest = path.join(root, "node_modules", "jest", "bin", "jest.js")
  run("the core's specs on Node", process.execPath, [
    jest,
    "--selectProjects",
    "unit",
    "--testPathPattern",
    "/src/core/",
    "--json",
    "--outputFile",
    report,
  ])
  const { numPassedTests } = JSON.parse(readFileSync(report, "utf8")) as { numPassedTests: number }
  rmSync(path.dirname(report), { recursive: true })
  return numPassedTests
}

/** A spec that one runtime passes over would prove nothing there. */
function sameNumber(onDeno: number, onNode: number): void {
  if (onDeno !== onNode) throw new Error(`Deno ran ${onDeno} of the core's specs, and Node ${onNode}.`)
  console.log(`✓ both ran the same ${onNode} specs`)
}

/** Runs a command to its end, and says how long it took; returns what it printed. */
function run(title: string, command: string, args: string[], wanted = 0): string {
  const startedAt = performance.now()
  const { status, signal, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, NO_COLOR: "1" },
  })
  if (status !== wanted)
    throw new Error(
      `${title}: ended with ${status ?? signal} instead of ${wanted}.\n${`${stdout}${stderr}`.slice(-6000)}`,
    )
  const figures = /^(ok \| .*)$/m.exec(stdout)?.[1]
  console.log(
    `✓ ${title}${figures === undefined ? "" : `: ${figures}`} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
  )
  return stdout
}

testDeno().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
