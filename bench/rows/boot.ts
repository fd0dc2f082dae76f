import { execFile, spawn } from "node:child_process"
import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import { ended, storeEnvironment } from "../../integration-tests/setup/store"
import { freePort } from "../../support/postgres"
import { compare, series } from "../measure/statistics"
import type { Bench } from "../setup/bench"
import type { Row } from "./row"

const ROOT = path.resolve(__dirname, "../..")
/** Below node_modules, so that the stores find Medusa where it is installed, and git does not find them. */
const STORES = path.join(ROOT, "node_modules/.cache/almara-bench")
const STARTS = 3
const PATIENCE_IN_MILLISECONDS = 180_000

const CONFIGURATION = {
  without: `const { defineConfig } = require("@medusajs/framework/utils")
module.exports = defineConfig({ projectConfig: { databaseUrl: process.env.DATABASE_URL, http: { jwtSecret: "bench", cookieSecret: "bench", storeCors: "", adminCors: "", authCors: "" } }, admin: { disable: true } })
`,
  with: `const { defineConfig } = require("@medusajs/framework/utils")
const { defineAlmara } = require("medusa-payment-almara/config")
const e = process.env
const almara = defineAlmara({ baseUrl: e.ALMARA_BASE_URL, clientId: e.ALMARA_CLIENT_ID, clientSecret: e.ALMARA_CLIENT_SECRET, routeId: e.ALMARA_ROUTE_ID, channelType: e.ALMARA_CHANNEL_TYPE, callbackSecret: e.ALMARA_CALLBACK_SECRET, backendUrl: e.MEDUSA_BACKEND_URL, storefrontUrl: e.STOREFRONT_URL })
module.exports = defineConfig({ projectConfig: { databaseUrl: e.DATABASE_URL, http: { jwtSecret: "bench", cookieSecret: "bench", storeCors: "", adminCors: "", authCors: "" } }, admin: { disable: true }, plugins: [almara.plugin], modules: [{ resolve: "@medusajs/medusa/payment", options: { providers: [almara.provider] } }] })
`,
}

/** Row 8: how long a store takes to start with the built plugin, as a merchant installs it, and without it. */
export const boot: Row = {
  name: "boot",
  what: "start of the store with the plugin, as a merchant installs it",
  async measure(bench) {
    // Whatever was built before may be of other sources.
    await promisify(execFile)("npm", ["run", "build"], { cwd: ROOT, maxBuffer: 64 * 2 ** 20 })
    const folders = { with: storeFolder("with"), without: storeFolder("without") }
    const databases = { with: await bench.database(), without: await bench.database() }
    const times = { with: [] as number[], without: [] as number[] }
    for (let round = -1; round < STARTS; round += 1) {
      // Turn about, so that neither always finds what the other has just warmed.
      const order = round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)
      for (const name of order) {
        const time = await startTime(bench, folders[name], databases[name])
        if (round >= 0) times[name].push(time)
      }
    }
    const comparison = compare(times.with, times.without)
    return [
      {
        id: "8",
        what: "start of the store with the plugin",
        against: "the same store without it",
        ...comparison,
        aim: "≤ 1.05 ×",
        met: comparison.ratio <= 1.05,
        detail: { unit: "milliseconds", ours: series(times.with), theirs: series(times.without) },
      },
    ]
  },
}

function storeFolder(name: keyof typeof CONFIGURATION): string {
  const folder = path.join(STORES, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(path.join(folder, "node_modules"), { recursive: true })
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({
      name: `store-${name}`,
      version: "0.0.0",
      private: true,
      dependencies: { "@medusajs/medusa": "*" },
    }),
  )
  writeFileSync(path.join(folder, "medusa-config.js"), CONFIGURATION[name])
  if (name === "with") symlinkSync(ROOT, path.join(folder, "node_modules/medusa-payment-almara"), "dir")
  return folder
}

/** Milliseconds from the start of the process to its first answer. */
async function startTime(bench: Bench, folder: string, database: string): Promise<number> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const logFile = path.join(bench.folder, `${database}.log`)
  const log = openSync(logFile, "a")
  const start = performance.now()
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "start", "--port", String(port)],
    {
      cwd: folder,
      env: { ...process.env, ...storeEnvironment({ url, almaraUrl: bench.gateway.url, database }) },
      stdio: ["ignore", log, log],
    },
  )
  closeSync(log)
  const leaveNothing = () => child.kill("SIGKILL")
  process.once("exit", leaveNothing)
  try {
    for (;;) {
      const isReady = await fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
      const took = performance.now() - start
      if (isReady) return took
      if (child.exitCode !== null || took > PATIENCE_IN_MILLISECONDS)
        throw new Error(`A store in ${folder} did not start.`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  } finally {
    await ended(child)
    process.off("exit", leaveNothing)
  }
}
