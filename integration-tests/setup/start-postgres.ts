import { startPostgres, type RunningPostgres } from "../../support/postgres"
import { prepareTemplate } from "./template"

declare global {
  var almaraPostgres: RunningPostgres | undefined
}

/**
 * One Postgres for all specs: that of DATABASE_URL, else the embedded one. A migrated and seeded database is made once;
 * each store of a spec gets a copy of it.
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
  try {
    await prepareTemplate()
  } catch (error) {
    // Without this the teardown is not reached, and Postgres stays.
    await globalThis.almaraPostgres?.stop()
    throw error
  }
}
