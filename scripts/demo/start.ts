import path from "node:path"
import { startStorefront } from "../../examples/storefront/server"
import { startSimulator } from "../../simulator/server"
import { signIn } from "../../support/admin-api"
import { buildAdmin, isAdminBuilt } from "../../support/admin-build"
import { prepareDatabase, startDatabase } from "../../support/database"
import { addressOf, storeEnvironment } from "./environment"
import type { Parts } from "../../support/parts"
import { adminEmail } from "../../support/places"
import type { Ports } from "../../support/ports"
import type { Progress } from "./progress"
import { keepSecrets } from "./secrets"
import { seedKenyanStore } from "../../support/seed"
import { startStore } from "./store"

interface DemoPlan {
  /** Where secrets and logs are kept. */
  directory: string
  /** Where the embedded Postgres keeps its data; without it they go when it stops. */
  postgresDirectory?: string
  ports: Ports
  /** Whether the admin dashboard is built, if it was not yet. */
  admin: boolean
  /** A Postgres database of the user's own, in place of the embedded one. */
  databaseUrl?: string
}

/** Where a running demo is reached, and how to sign in. */
export interface RunningDemo {
  storeUrl: string
  simulatorUrl: string
  storefrontUrl: string
  admin: { email: string; password: string }
  adminToken: string
}

/** Starts everything in its order; what does not need the other runs beside it. */
export async function startDemo(plan: DemoPlan, parts: Parts, progress: Progress): Promise<RunningDemo> {
  const { directory, postgresDirectory, ports } = plan
  const log = (name: string) => path.join(directory, `${name}.log`)
  const secrets = keepSecrets(directory)
  const admin = { email: adminEmail, password: secrets.adminPassword }
  const [storeUrl, simulatorUrl] = [addressOf(ports.store), addressOf(ports.simulator)]

  const databaseUrl =
    plan.databaseUrl ??
    (await progress.step("Postgres", () =>
      startDatabase(parts, { directory: postgresDirectory, port: ports.postgres, logFile: log("postgres") }),
    ))
  const environment = storeEnvironment(databaseUrl, ports, secrets)

  const startShop = async () => {
    await progress.step(
      "Database",
      () =>
        prepareDatabase({
          url: databaseUrl,
          admin,
          environment,
          logFile: log("migrate"),
          owned: plan.databaseUrl === undefined,
          parts,
        }),
      { describe: (changed) => (changed ? "migrated" : "as it was") },
    )
    await progress.step("Store", () => startStore(parts, ports.store, environment, log("store")))
    const adminToken = await signIn(storeUrl, admin.email, admin.password)
    const { publishableKey } = await progress.step("Region, delivery, three shirts", () =>
      seedKenyanStore({ storeUrl, adminToken }),
    )
    const storefront = await progress.step("Storefront", () =>
      parts.start(
        () => startStorefront({ port: ports.storefront, storeUrl, publishableKey }),
        (running) => running.close(),
      ),
    )
    return { adminToken, storefrontUrl: storefront.url }
  }
  const startSimulation = () =>
    progress.step("Almara simulator", () =>
      parts.start(
        () => startSimulator({ port: ports.simulator, publicUrl: simulatorUrl }),
        (simulator) => simulator.close(),
      ),
    )
  const prepareAdmin = async () => {
    if (!plan.admin) return
    await (isAdminBuilt()
      ? progress.step("Admin dashboard", async () => "as it was built", { describe: String })
      : progress.step("Admin dashboard", () => buildAdmin(parts, environment, log("admin")), {
          slow: "building it, once, in about half a minute",
        }))
  }

  const [shop] = await Promise.all([startShop(), startSimulation(), prepareAdmin()])
  return { ...shop, storeUrl, simulatorUrl, admin }
}
