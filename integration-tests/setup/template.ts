import { tmpdir } from "node:os"
import path from "node:path"
import { prepareDatabase } from "../../support/database"
import { seedKenyanStore } from "../../support/seed"
import { installCartCopies } from "./cart-copies"
import { installPassTime } from "./clock"
import { ADMIN, connect, TEMPLATE } from "./database"
import { callJson } from "./shopper"
import { adminToken, ended, startMedusa, storeEnvironment } from "./store"

/** Makes the template database: migrated, with an admin user, and with the Kenyan store of the demo. */
export async function prepareTemplate(): Promise<void> {
  const client = await connect("postgres")
  try {
    await client.query(`drop database if exists "${TEMPLATE}" with (force)`)
    await client.query(`create database "${TEMPLATE}"`)
  } finally {
    await client.end()
  }
  const almaraUrl = "http://127.0.0.1:1"
  const environment = storeEnvironment({ url: "http://127.0.0.1:9000", almaraUrl, database: TEMPLATE })
  await prepareDatabase({
    url: environment.DATABASE_URL ?? "",
    admin: ADMIN,
    environment: { ...process.env, ...environment },
    logFile: path.join(tmpdir(), `almara-template-${process.pid}.log`),
    owned: false,
  })

  const store = await startMedusa({ almaraUrl, database: TEMPLATE, jobs: "as in production" })
  const template = await connect(TEMPLATE)
  try {
    const token = await adminToken(store.url)
    const { publishableKey } = await seedKenyanStore({ storeUrl: store.url, adminToken: token })
    process.env.ALMARA_TEST_PUBLISHABLE_KEY = publishableKey
    const as = (headers: Record<string, string>) => (route: string, init?: { method?: string; body?: unknown }) =>
      callJson(`${store.url}${route}`, { ...init, headers })
    await installCartCopies({
      admin: as({ authorization: `Bearer ${token}` }),
      shop: as({ "x-publishable-api-key": publishableKey }),
      database: template,
    })
  } finally {
    // A clean end: a database that a dying process is still connected to cannot be copied.
    await ended(store.child)
  }
  await installPassTime(template)
  // A job that ran as the store ended would leave its lease in every copy, and none of them would run it for minutes.
  await template.query("delete from almara_job_run")
  await template.end()
}
