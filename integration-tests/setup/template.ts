import { spawn } from "node:child_process"
import { tmpdir } from "node:os"
import path from "node:path"
import { freePort } from "../../scripts/postgres"
import { prepareDatabase } from "../../scripts/demo/database"
import { seedKenyanStore } from "../../scripts/demo/seed"
import { adminToken, ended, storeEnvironment, untilReady } from "./store"
import { ADMIN, connect, TEMPLATE } from "./database"

const ROOT = path.resolve(__dirname, "../..")

/** Makes the template database: migrated, with an admin user, and with the Kenyan store of the demo. */
export async function prepareTemplate(): Promise<void> {
  const client = await connect("postgres")
  try {
    await client.query(`drop database if exists "${TEMPLATE}" with (force)`)
    await client.query(`create database "${TEMPLATE}"`)
  } finally {
    await client.end()
  }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment = storeEnvironment({ url, almaraUrl: "http://127.0.0.1:1", database: TEMPLATE })
  await prepareDatabase({
    url: environment.DATABASE_URL ?? "",
    admin: ADMIN,
    environment: { ...process.env, ...environment },
    logFile: path.join(tmpdir(), `almara-template-${process.pid}.log`),
    owned: false,
  })

  const store = spawn(process.execPath, [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "start", "--port", String(port)], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let printed = ""
  store.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  store.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  try {
    await untilReady(store, url, () => printed)
    const seeded = await seedKenyanStore({ storeUrl: url, adminToken: await adminToken(url) })
    process.env.ALMARA_TEST_PUBLISHABLE_KEY = seeded.publishableKey
  } finally {
    await ended(store)
  }
}
