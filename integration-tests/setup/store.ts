import { execFile, spawn, type ChildProcess } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import type { Client } from "pg"
import { freePort } from "../../support/postgres"
import { callJson } from "../../support/shop"
import { ADMIN, connect, copyOfTemplate } from "./database"

export { callJson }

const ROOT = path.resolve(__dirname, "../..")
const READY_IN_MILLISECONDS = 240_000

export const ROUTE_ID = "DED81224-70B6-ED11-AD49-0EE00E897F52"
export const CALLBACK_SECRET = "the-callback-secret-of-these-specs-only"

const preload = (name: string) => `--require ${path.join(__dirname, `${name}-preload.js`)}`

/** For NODE_OPTIONS: the plugin's own timer looks every second. */
export const QUICK_TIMER = preload("quick-timer")

/** For NODE_OPTIONS: the store parses bodies itself, before the plugin's endpoints. */
export const OWN_PARSER = preload("own-parser")

/** For NODE_OPTIONS: the store has two more ways of paying, from fixtures/other-methods. */
export const OTHER_METHODS = preload("other-methods")

/** For NODE_OPTIONS: the store writes what the plugin announces into the file named by `ALMARA_SPEC_EVENTS`. */
export const EVENTS = preload("events")

/** For NODE_OPTIONS: each answer says in a header, `x-spec-statements`, by how many statements of SQL it came. */
export const STATEMENTS = preload("statements")

/** For NODE_OPTIONS: the store misreads callbacks in the way that the file named by `ALMARA_SPEC_MISREADING` says. */
export const MISREADING = preload("misreading")

const PRELOADS_OF_JOBS = {
  often: [preload("fast-clock")],
  "as in production": [],
  "by the own timer alone": [preload("silent-clock"), QUICK_TIMER],
}

export interface StoreSettings {
  /** Where the gateway is. */
  almaraUrl: string
  /** Environment variables on top of the ones every spec needs; the public contract of medusa-config.ts. */
  environment?: Record<string, string>
  database?: string
  /** The Medusa project; this one, where nothing is said. */
  directory?: string
  /** How often the plugin's jobs run: twice a second where nothing is said, so that no spec waits long for one. */
  jobs?: keyof typeof PRELOADS_OF_JOBS
  /** Where it listens; on a free port, where nothing is said. */
  port?: number
}

/** A booted Medusa in a process of its own, on a database of its own. */
export interface RunningStore {
  url: string
  database: Client
  /** What the process has printed so far. */
  output(): string
  /** The process' resident memory, in bytes. */
  memory(): number
  admin(path: string, init?: { method?: string; body?: unknown }): Promise<{ status: number; body: any }>
  shop(path: string, init?: { method?: string; body?: unknown }): Promise<{ status: number; body: any }>
  /** Ends the process at once, as a power cut would. */
  stop(): Promise<void>
  /** Stops the process where it stands; what is returned lets it go on. */
  freeze(): () => void
  /** Resolves when the process has ended, by whatever ended it. */
  hasEnded: Promise<void>
}

/** A Medusa process that was started, and may not be ready yet. */
export interface MedusaProcess {
  child: ChildProcess
  url: string
  /** What it has printed so far. */
  output(): string
  hasEnded: Promise<void>
  /** Ends it at once, as a power cut would. */
  stop(): Promise<void>
}

/**
 * Starts `medusa start` on a database of the specs' Postgres, and waits until it is ready. Throws with what it printed
 * when it ends or does not become ready.
 */
export async function startMedusa(settings: StoreSettings & { database: string }): Promise<MedusaProcess> {
  const { almaraUrl, database, environment = {}, directory = ROOT, jobs = "often" } = settings
  const { port = await freePort() } = settings
  const url = `http://127.0.0.1:${port}`
  const cache = process.env.ALMARA_SPEC_CODE_CACHE && preload("code-cache")
  const nodeOptions = [cache, environment.NODE_OPTIONS, ...PRELOADS_OF_JOBS[jobs]].filter(Boolean).join(" ")
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "start", "--port", String(port)],
    {
      cwd: directory,
      env: {
        ...process.env,
        ...storeEnvironment({ url, almaraUrl, database }),
        ...environment,
        NODE_OPTIONS: nodeOptions,
        // ts-node brings a cache of its own for TypeScript, which is slower.
        ...(cache ? { DISABLE_V8_COMPILE_CACHE: "true" } : {}),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  )
  const hasEnded = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  // A spec's process that ends without a word must not leave its store behind.
  const leaveNothing = () => child.kill("SIGKILL")
  process.once("exit", leaveNothing)
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  await untilReady(child, url, () => printed)
  return {
    child,
    url,
    output: () => printed,
    hasEnded,
    async stop() {
      child.kill("SIGKILL")
      await hasEnded
      process.off("exit", leaveNothing)
    },
  }
}

/** Boots a store on a copy of the seeded template database. */
export async function startStore(settings: StoreSettings): Promise<RunningStore> {
  const database = settings.database ?? (await copyOfTemplate())
  const { child, url, output, hasEnded, stop } = await startMedusa({ ...settings, database })
  const client = await connect(database)
  const publishableKey = process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? ""
  // A worker has no endpoint but /health.
  const token = settings.environment?.MEDUSA_WORKER_MODE === "worker" ? "none" : await adminToken(url)
  return {
    url,
    database: client,
    output,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1024,
    freeze: () => {
      child.kill("SIGSTOP")
      return () => child.kill("SIGCONT")
    },
    admin: (route, init) => callJson(`${url}${route}`, { ...init, headers: { authorization: `Bearer ${token}` } }),
    shop: (route, init) =>
      callJson(`${url}${route}`, { ...init, headers: { "x-publishable-api-key": publishableKey } }),
    async stop() {
      await stop()
      await client.end()
    },
    hasEnded,
  }
}

/** Migrates a store's database once more: the Redis workflow engine brings migrations of its own. */
export async function migrateStore({
  almaraUrl,
  database,
  environment,
}: StoreSettings & { database: string }): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "db:migrate", "--skip-scripts"],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        ...storeEnvironment({ url: "http://127.0.0.1:9000", almaraUrl, database }),
        ...environment,
      },
    },
  )
}

/** The environment of a store: the variables of the public contract, and no telemetry. */
export function storeEnvironment(place: { url: string; almaraUrl: string; database: string }): Record<string, string> {
  return {
    NODE_ENV: "production",
    MEDUSA_DISABLE_TELEMETRY: "true",
    DATABASE_URL: `${process.env.ALMARA_TEST_POSTGRES}/${place.database}`,
    ALMARA_BASE_URL: place.almaraUrl,
    ALMARA_CLIENT_ID: "almara-simulator",
    ALMARA_CLIENT_SECRET: "almara-simulator-secret",
    ALMARA_ROUTE_ID: ROUTE_ID,
    ALMARA_CHANNEL_TYPE: "172",
    ALMARA_ACCOUNT_NO: "0072",
    ALMARA_CALLBACK_SECRET: CALLBACK_SECRET,
    MEDUSA_BACKEND_URL: place.url,
    STOREFRONT_URL: "http://127.0.0.1:8000",
  }
}

export async function adminToken(url: string): Promise<string> {
  const { status, body } = await callJson(`${url}/auth/user/emailpass`, { method: "POST", body: ADMIN })
  if (status !== 200) throw new Error(`The admin could not sign in: ${status} ${JSON.stringify(body)}`)
  return body.token
}

export async function untilReady(child: ChildProcess, url: string, printed: () => string): Promise<void> {
  const end = Date.now() + READY_IN_MILLISECONDS
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`The store ended with ${child.exitCode}:\n${printed().slice(-4000)}`)
    const isReady = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  child.kill("SIGKILL")
  throw new Error(`The store did not become ready:\n${printed().slice(-4000)}`)
}

/** Asks a process to end, and waits for it. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  const patience = setTimeout(() => child.kill("SIGKILL"), 10_000)
  await exit
  clearTimeout(patience)
}
