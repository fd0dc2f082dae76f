import { randomBytes } from "node:crypto"
import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import path from "node:path"
import { eventually } from "../../integration-tests/setup/shopper"
import { freePort } from "../postgres"
import { startCollector } from "./collector"
import { createDatabase } from "./database"
import { DENO_OPTIONS, migratePermissions, SIMULATOR_PERMISSIONS, startPermissions, userPermissions } from "./deno"
import { checkTypes, ENTRIES, LOADABLE, loadEntries } from "./entries"
import { storeEnvironment, telemetryEnvironment } from "./environment"
import { packageManager } from "./package-manager"
import { configurationFromReadme } from "./readme"
import type { Row } from "./rows"
import type { Runtime } from "./runtimes"
import { bringTarball, buildStore, installMedusa } from "./store-directory"
import { keepRunning, medusaScript, runToEnd } from "./store-process"
import type { Step } from "./steps"
import { walk } from "./walk"

/** What all rows of a run share. */
export interface Run {
  home: string
  tarball: string
  keep: boolean
  postgresUrl: string
  /** The placement that each store of this run was built with, by its folder. */
  built: Map<string, string>
}

const admin = { email: "admin@example.com", password: randomBytes(12).toString("base64url") }
const allEntries = Object.keys(ENTRIES) as (keyof typeof ENTRIES)[]

/** Installs the tarball into a fresh store, builds and boots it on the row's runtime, and walks payments through its doors. */
export async function walkStore(
  row: Row,
  runtime: Runtime,
  run: Run,
  { step, reused }: { step: Step; reused: (name: string) => void },
): Promise<void> {
  const { medusa: version = "", placement = "order_first" } = row
  const directory = path.join(
    run.home,
    `store-${version}${row.packageManager === "npm" ? "" : `-${row.packageManager}`}`,
  )
  const [storePort, gatewayPort] = [await freePort(), await freePort()]
  const database = await createDatabase(run.postgresUrl, `almara_pack_${randomBytes(4).toString("hex")}`)
  const environment = storeEnvironment({ databaseUrl: database.url, storePort, gatewayPort })
  const logFile = (name: string) => path.join(run.home, "logs", `${row.name}-${name}.log`)
  try {
    await prepareStore(row, directory, environment, run, { step, reused })
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
      try {
        await walk({ storeUrl, gatewayUrl, databaseUrl: database.url, directory, admin, placement }, step)
        await step("telemetry", () =>
          eventually(
            async () =>
              collector.hasHeard("traces", "almara.settle") && collector.hasHeard("metrics", "almara.questions"),
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
  { step, reused }: { step: Step; reused: (name: string) => void },
): Promise<void> {
  const { medusa: version = "", placement = "order_first" } = row
  if (run.built.has(directory)) {
    reused("install")
    reused("types")
  } else {
    const install = packageManager(row.packageManager, path.join(run.home, "runtimes"))
    await step("install", async () => {
      installMedusa(directory, version, { install, keep: run.keep })
      install(directory, [bringTarball(directory, run.tarball)])
    })
    await step("types", async () => checkTypes(directory, allEntries, "Node16"))
  }
  if (run.built.get(directory) === placement) return reused("build")
  writeFileSync(path.join(directory, "medusa-config.ts"), configurationFromReadme(placement))
  await step("build", async () => buildWithAdmin(directory, environment))
  run.built.set(directory, placement)
}

/** Throws when the store's dashboard came out without our part of it. */
function buildWithAdmin(directory: string, environment: NodeJS.ProcessEnv): void {
  const assets = path.join(buildStore(directory, environment), "public", "admin", "assets")
  const hasWidget = readdirSync(assets).some(
    (name) => name.endsWith(".js") && readFileSync(path.join(assets, name), "utf8").includes("/admin/almara"),
  )
  if (!hasWidget) throw new Error("The built dashboard knows nothing of Almara.")
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
