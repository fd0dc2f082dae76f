import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { copyOfTemplate } from "../../integration-tests/setup/database"
import { startGateway, type Gateway } from "../../integration-tests/setup/gateway"
import { prepareTemplate } from "../../integration-tests/setup/template"
import { startPostgres } from "../../support/postgres"
import { startBenchStore, type BenchStore, type BenchStoreSettings } from "./store"

/** What the rows share: a Postgres with a seeded template, a stand-in for Almara, and stores on demand. */
export interface Bench {
  gateway: Gateway
  /** Factor on the sizes of the issue; 1 is what the issue asks for. */
  size: number
  /** When the run has to be over, as `performance.now()` tells the time; Infinity where nothing says so. */
  until: number
  folder: string
  /** A fresh copy of the seeded database; returns its name. */
  database(): Promise<string>
  /** A store on a database, stopped with the bench at the latest. */
  store(settings: Partial<BenchStoreSettings> & { database: string }): Promise<BenchStore>
  /** Ends everything that was started. Twice is as good as once. */
  close(): Promise<void>
}

/**
 * Opens a bench. Postgres keeps its own defaults, so that a commit waits for the disk; DATABASE_URL takes one that
 * runs already. Throws when Postgres or the seeding store does not come up; nothing is left running then.
 */
export async function openBench({ size, until }: Pick<Bench, "size" | "until">): Promise<Bench> {
  const folder = mkdtempSync(path.join(tmpdir(), "almara-bench-"))
  const closing: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  let isClosed: Promise<void> | undefined
  const close = () =>
    (isClosed ??= (async () => {
      for (const end of closing.reverse()) await end()
    })())
  try {
    const given = process.env.DATABASE_URL
    if (given) {
      process.env.ALMARA_TEST_POSTGRES = new URL("/", given).toString().replace(/\/$/, "")
    } else {
      const postgres = await startPostgres()
      closing.push(() => postgres.stop())
      process.env.ALMARA_TEST_POSTGRES = postgres.url
    }
    await prepareTemplate()
    const gateway = await startGateway()
    closing.push(() => gateway.stop())
    const stores = new Set<BenchStore>()
    closing.push(async () => {
      for (const store of stores) await store.stop()
    })
    return {
      gateway,
      size,
      until,
      folder,
      database: copyOfTemplate,
      async store(settings) {
        const store = await startBenchStore({
          almaraUrl: gateway.url,
          logFile: path.join(folder, `${settings.database}.log`),
          ...settings,
        })
        stores.add(store)
        return {
          ...store,
          async stop() {
            stores.delete(store)
            await store.stop()
          },
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
