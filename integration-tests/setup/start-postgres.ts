import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { startPostgres, type RunningPostgres } from "../../support/postgres"
import stopPostgresForSpecs from "./stop-postgres"
import { prepareTemplate } from "./template"

declare global {
  var almaraPostgres: RunningPostgres | undefined
  /** What the stores of one run share, until its end. */
  var almaraFolder: string | undefined
}

/**
 * One Postgres for all specs: that of DATABASE_URL, else the embedded one. A migrated and seeded database is made once;
 * each store of a spec gets a copy of it, and the bytecode that its store has left.
 */
export default async function startPostgresForSpecs(): Promise<void> {
  const given = process.env.DATABASE_URL
  if (given) {
    process.env.ALMARA_TEST_POSTGRES = new URL("/", given).toString().replace(/\/$/, "")
  } else {
    // Nothing here must survive a power cut, so the disk need not be waited for.
    globalThis.almaraPostgres = await startPostgres({ settings: ["fsync=off", "full_page_writes=off"] })
    process.env.ALMARA_TEST_POSTGRES = globalThis.almaraPostgres.url
  }
  const folder = mkdtempSync(path.join(tmpdir(), "almara-specs-"))
  globalThis.almaraFolder = folder
  process.env.ALMARA_SPEC_CODE_CACHE = path.join(folder, "code-cache")
  switchUsageDataOff(folder)
  try {
    await prepareTemplate()
  } catch (error) {
    // Without this the teardown is not reached, and Postgres stays.
    await stopPostgresForSpecs()
    throw error
  }
}

/**
 * By the user's configuration: Medusa's MEDUSA_DISABLE_TELEMETRY leaves the process that sends usage data, and each
 * store starts one.
 */
function switchUsageDataOff(folder: string): void {
  mkdirSync(path.join(folder, "medusa"))
  writeFileSync(path.join(folder, "medusa", "config.json"), JSON.stringify({ telemetry: { enabled: false } }))
  process.env.XDG_CONFIG_HOME = folder
}
