import { randomBytes } from "node:crypto"
import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import path from "node:path"
import { eventually } from "../../support/shop"
import { judgeMedusa } from "../../src/modules/almara/setup/medusa-version"
import { freePort } from "../../support/postgres"
import { startCollector } from "./collector"
import { createDatabase } from "./database"
import { DENO_OPTIONS, migratePermissions, SIMULATOR_PERMISSIONS, startPermissions, userPermissions } from "./deno"
import { checkTypes, ENTRIES, LOADABLE, loadEntries } from "./entries"
import { storeEnvironment, telemetryEnvironment } from "./environment"
import { packageManager } from "./package-manager"
import { configurationFromReadme } from "./readme"
import { projectOf, type Placement, type Row } from "./rows"
import type { Runtime } from "./runtimes"
import { bringTarball, buildStore, installMedusa } from "./store-directory"
import { keepRunning, medusaScript, runToEnd } from "./store-process"
import type { Steps } from "./steps"
import { walk } from "./walk"

/** What all rows of a run share. */
export interface Run {
  home: string
  tarball: string
  keep: boolean
  postgresUrl: string
  /** The placement that each store of this run was built with, by its folder. */
  built: Map<string, Placement>
}

const admin = { email: "admin@example.com", password: randomBytes(12).toString("hex") }
const allEntries = Object.keys(ENTRIES) as (keyof typeof ENTRIES)[]

/**
 * Installs the tarball into a fresh store, builds and boots it on the row's runtime, and walks payments through its
 * endpoints.
 */
export async function walkStore(row: Row, runtime: Runtime, run: Run, steps: Steps): Promise<void> {
  const { step } = steps
  const { placement = "order_first" } = row
  const directory = path.join(run.home, projectOf(row))
  const [storePort, gatewayPort] = [await freePort(), await freePort()]
  const database = await createDatabase(run.postgresUrl, `almara_pack_${randomBytes(4).toString("hex")}`)
  const environment = storeEnvironment({ databaseUrl: database.url, storePort, gatewayPort })
  const logFile = (name: string) => path.join(run.home, "logs", `${row.name}-${name}.log`)
  try {
    await prepareStore(row, directory, environment, run, steps)
    const place = (name: string) => ({
      directory: path.join(directory, ".medusa", "server"),
      environment,
      logFile: logFile(name),
    })
    const medusa = medusaScript(directory)
    await step("entries", () =>
      loadEntries({ directory, runtime, entries: LOADABLE, environment, logFile: logFile("entries") }),
    )
    await step("migrate", () =>
      runToEnd(
        allowed(runtime, migratePermissions(realpathSync(runtime.command))),
        [medusa, "db:migrate"],
        place("migrate"),
      ),
    )
    await step("admin user", () =>
      runToEnd(
        allowed(runtime, userPermissions()),
        [medusa, "user", "-e", admin.email, "-p", admin.password],
        place("user"),
      ),
    )

    const { ALMARA_BASE_URL: gatewayUrl, MEDUSA_BACKEND_URL: storeUrl } = environment
    const simulatorCommand = path.join(
      directory,
      "node_modules",
      "medusa-payment-almara",
      manifestIn(directory).bin["almara-simulator"],
    )
    const simulator = await keepRunning(
      allowed(runtime, SIMULATOR_PERMISSIONS),
      [simulatorCommand, "--port", String(gatewayPort)],
      place("simulator"),
      () => answers(gatewayUrl),
    )
    const collector = await startCollector()
    try {
      const storePlace = { ...place("store"), environment: { ...environment, ...telemetryEnvironment(collector.url) } }
      const start = [medusa, "start", "--host", "127.0.0.1", "--port", String(storePort)]
      const running = await step("boot", () =>
        keepRunning(allowed(runtime, startPermissions()), start, storePlace, () => answers(`${storeUrl}/health`)),
      )
      await step("warned", async () => requireWarning(row, running.output()))
      try {
        await walk({ storeUrl, gatewayUrl, databaseUrl: database.url, directory, admin, placement }, step)
        await step("telemetry", () =>
          eventually(
            async () =>
              collector.hasHeard("traces", "almara.settle") && collector.hasHeard("metrics", "almara.gateway.requests"),
            Boolean,
          ),
        )
      } finally {
        await running.stop()
      }
    } finally {
      await collector.stop()
      await simulator.stop()
    }
  } finally {
    await database.remove()
  }
}

async function prepareStore(
  row: Row,
  directory: string,
  environment: NodeJS.ProcessEnv,
  run: Run,
  { step, reused }: Steps,
): Promise<void> {
  const { medusa: version = "", adminSdk, placement = "order_first" } = row
  const built = run.built.get(directory)
  if (built !== undefined) {
    reused("install", "types", "build")
    if (built !== placement) switchPlacement(directory, placement)
  } else {
    const install = packageManager(row.packageManager, path.join(run.home, "runtimes"))
    await step("install", async () => {
      await installMedusa(directory, version, { install, keep: run.keep, adminSdk })
      await install(directory, [bringTarball(directory, run.tarball)])
    })
    await step("types", () => checkTypes(directory, allEntries, "Node16"))
    writeFileSync(path.join(directory, "medusa-config.ts"), configurationFromReadme(placement))
    await step("build", () => buildWithAdmin(directory, environment))
  }
  run.built.set(directory, placement)
}

/**
 * Nothing but the configuration knows of the placement: a store that is built need not be built again for another one.
 */
function switchPlacement(directory: string, placement: Placement): void {
  const file = path.join(directory, ".medusa", "server", "medusa-config.js")
  const plain = readFileSync(file, "utf8").replace(/placement: "\w+",\s*/, "")
  const chosen = plain.replace("storefrontUrl:", `placement: "${placement}", storefrontUrl:`)
  if (chosen === plain) throw new Error(`${file} has no place for a placement.`)
  writeFileSync(file, chosen)
}

/** Throws when the store's dashboard came out without our part of it. */
async function buildWithAdmin(directory: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const assets = path.join(await buildStore(directory, environment), "public", "admin", "assets")
  const hasWidget = readdirSync(assets).some(
    (name) => name.endsWith(".js") && readFileSync(path.join(assets, name), "utf8").includes("/admin/almara"),
  )
  if (!hasWidget) throw new Error("The built dashboard knows nothing of Almara.")
}

/** Throws when the boot warned of a Medusa that was tried, or did not of one that was not. */
function requireWarning({ medusa: version, placement = "order_first" }: Row, output: string): void {
  const isUntried = judgeMedusa({ version, placement, knowsWaitingOrders: true }).kind === "untried"
  if (output.includes("event=medusa.untried") !== isUntried)
    throw new Error(
      `Medusa ${version} is ${isUntried ? "untried, and nothing" : "tried, and it"} was said at the boot.`,
    )
}

function manifestIn(directory: string): { bin: Record<string, string> & { "almara-simulator": string } } {
  return JSON.parse(
    readFileSync(path.join(directory, "node_modules", "medusa-payment-almara", "package.json"), "utf8"),
  ) as ReturnType<typeof manifestIn>
}

function allowed(runtime: Runtime, permissions: readonly string[]): Runtime {
  return runtime.name === "deno" ? { ...runtime, args: [...DENO_OPTIONS, ...permissions] } : runtime
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    // Nobody listens yet.
    () => false,
  )
}
