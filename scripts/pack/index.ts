/** Started by `npm run test:pack`: the tarball in somebody else's store, on each runtime and version of Medusa. */
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { Client } from "pg"
import { freePort, startPostgres } from "../postgres"
import { DENO_OPTIONS, migratePermissions, SIMULATOR_PERMISSIONS, startPermissions } from "./deno"
import { chosenRows, type Row } from "./rows"
import { findRuntime, type Runtime } from "./runtimes"
import { buildStore, installMedusa, installTarball } from "./store-directory"
import { keepRunning, medusaScript, runToEnd } from "./store-process"
import { packTarball } from "./tarball"
import { table, type RowResult } from "./table"
import { walk, type Step } from "./walk"

const admin = { email: "admin@example.com", password: randomBytes(12).toString("base64url") }

async function testPack(args: string[]): Promise<void> {
  const rows = chosenRows(args)
  const home = process.env.ALMARA_PACK_DIRECTORY ?? path.join(os.tmpdir(), "almara-pack")
  mkdirSync(path.join(home, "logs"), { recursive: true })
  const tarball = packTarball(path.join(home, "tarball"))
  console.log(`packed: ${tarball.files.length} files, ${Math.round(tarball.size / 1024)} KiB; stores and logs are in ${home}`)
  const postgres = process.env.DATABASE_URL === undefined ? await startPostgres() : undefined
  const results: RowResult[] = []
  try {
    const built = new Map<string, string>()
    for (const row of rows) {
      const result: RowResult = { ...row, steps: {} }
      results.push(result)
      try {
        await runRow(row, { home, tarball: tarball.file, built, postgresUrl: postgres?.url }, recorder(result))
      } catch (error) {
        process.exitCode = 1
        console.error(`✗ ${row.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  } finally {
    await postgres?.stop()
  }
  console.log(`\n${table(results)}`)
}

function recorder(result: RowResult): Step {
  return async (name, work) => {
    const startedAt = performance.now()
    const seconds = () => (performance.now() - startedAt) / 1000
    try {
      const answer = await work()
      result.steps[name] = { seconds: seconds() }
      console.log(`${result.name}  ✓ ${name} (${seconds().toFixed(1)} s)`)
      return answer
    } catch (error) {
      result.steps[name] = { seconds: seconds(), failure: String(error) }
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
}

interface Shared {
  home: string
  tarball: string
  /** Stores that were built in this run already, by Medusa version. */
  built: Map<string, string>
  postgresUrl?: string
}

async function runRow(row: Row, { home, tarball, built, postgresUrl }: Shared, step: Step): Promise<void> {
  const directory = path.join(home, `store-${row.medusa}`)
  const runtime = findRuntime(row.runtime, path.join(home, "runtimes"))
  const [storePort, gatewayPort] = [await freePort(), await freePort()]
  const databaseUrl = await createDatabase(postgresUrl, `almara_pack_${randomBytes(4).toString("hex")}`)
  const environment = storeEnvironment({ databaseUrl, storePort, gatewayPort })
  if (!built.has(row.medusa)) {
    await step("install", async () => {
      installMedusa(directory, row.medusa)
      installTarball(directory, tarball)
    })
    built.set(row.medusa, await step("build", async () => buildWithAdmin(directory, environment)))
  }
  const server = built.get(row.medusa) ?? ""
  const place = (name: string) => ({ directory: server, environment, logFile: path.join(home, "logs", `${row.name}-${name}.log`) })
  const medusa = medusaScript(directory)
  const preparing = withPermissions(runtime, migratePermissions())
  const starting = withPermissions(runtime, startPermissions())
  await step("migrate", () => runToEnd(preparing, [medusa, "db:migrate"], place("migrate")))
  await step("admin user", () => runToEnd(preparing, [medusa, "user", "-e", admin.email, "-p", admin.password], place("user")))

  const simulatorCommand = path.join(directory, "node_modules", ".bin", "almara-simulator")
  const gatewayUrl = environment.ALMARA_BASE_URL
  const storeUrl = environment.MEDUSA_BACKEND_URL
  const simulator = await keepRunning(withPermissions(runtime, SIMULATOR_PERMISSIONS), [simulatorCommand, "--port", String(gatewayPort)], place("simulator"), () => answers(gatewayUrl))
  try {
    const running = await step("boot", () => keepRunning(starting, [medusa, "start", "--host", "127.0.0.1", "--port", String(storePort)], place("store"), () => answers(`${storeUrl}/health`)))
    try {
      await walk({ storeUrl, gatewayUrl, databaseUrl, admin, placement: row.placement }, step)
    } finally {
      await running.stop()
    }
  } finally {
    await simulator.stop()
  }
}

/** Builds the store; throws when its dashboard came out without our part of it. */
function buildWithAdmin(directory: string, environment: NodeJS.ProcessEnv): string {
  const server = buildStore(directory, environment)
  const assets = path.join(server, "public", "admin", "assets")
  const hasWidget = readdirSync(assets).some((name) => name.endsWith(".js") && readFileSync(path.join(assets, name), "utf8").includes("/admin/almara"))
  if (!hasWidget) throw new Error("The built dashboard knows nothing of Almara.")
  return server
}

function withPermissions(runtime: Runtime, permissions: readonly string[]): Runtime {
  return runtime.name === "deno" ? { ...runtime, args: [...DENO_OPTIONS, ...permissions] } : runtime
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    // Nobody listens yet.
    () => false
  )
}

function storeEnvironment({ databaseUrl, storePort, gatewayPort }: { databaseUrl: string; storePort: number; gatewayPort: number }) {
  return {
    ...process.env,
    NODE_ENV: "production",
    MEDUSA_DISABLE_TELEMETRY: "true",
    DATABASE_URL: databaseUrl,
    JWT_SECRET: randomBytes(32).toString("hex"),
    COOKIE_SECRET: randomBytes(32).toString("hex"),
    MEDUSA_BACKEND_URL: `http://127.0.0.1:${storePort}`,
    STOREFRONT_URL: "http://127.0.0.1:8000",
    ALMARA_BASE_URL: `http://127.0.0.1:${gatewayPort}`,
    ALMARA_CLIENT_ID: "almara-simulator",
    ALMARA_CLIENT_SECRET: "almara-simulator-secret",
    ALMARA_ROUTE_ID: "DED81224-70B6-ED11-AD49-0EE00E897F52",
    ALMARA_CHANNEL_TYPE: "172",
    ALMARA_CALLBACK_SECRET: randomBytes(32).toString("hex"),
  }
}

async function createDatabase(postgresUrl: string | undefined, name: string): Promise<string> {
  const url = new URL(postgresUrl ?? process.env.DATABASE_URL ?? "")
  if (postgresUrl !== undefined) url.pathname = "/postgres"
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  url.pathname = `/${name}`
  return url.href
}

testPack(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
