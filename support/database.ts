import { createWriteStream } from "node:fs"
import path from "node:path"
import { Client } from "pg"
import { startPostgres } from "./postgres"
import { fingerprint } from "./fingerprint"
import { Parts, signalGroup } from "./parts"
import { root } from "./places"

interface DatabaseToPrepare {
  url: string
  admin: { email: string; password: string }
  /** What medusa-config.ts reads. */
  environment: NodeJS.ProcessEnv
  logFile: string
  /** Whether the database is ours alone, so that it may carry a mark of what was done. */
  owned: boolean
  parts?: Parts
}

/** What decides whether a database must be migrated. */
const schemaSources = [
  "package-lock.json",
  "medusa-config.ts",
  "src/modules/almara/migrations",
  "src/links",
  "src/migration-scripts",
]

/**
 * Starts the embedded Postgres with the demo's database; data is kept in `directory`, if one is given. Returns the
 * database's address.
 */
export async function startDatabase(
  parts: Parts,
  { directory, port, logFile }: { directory?: string; port: number; logFile: string },
): Promise<string> {
  let kill = (): void => undefined
  const postgres = await parts.start(
    async () => {
      // A power cut may cost the last moments of a demo, never the database: migrating need not wait for the disk.
      const started = await startPostgres({ directory, port, settings: ["synchronous_commit=off"] })
      started.process.stderr?.pipe(createWriteStream(logFile))
      started.process.once("exit", (code) =>
        parts.reportEnd(new Error(`Postgres ended with code ${code} (${logFile}).`)),
      )
      kill = () => signalGroup(started.process, "SIGKILL")
      return started
    },
    (started) => started.stop(),
    () => kill(),
  )
  return postgres.createDatabase("almara")
}

/**
 * Migrates a database and makes sure of the admin user and the password; one process does all of it, because booting
 * Medusa is most of the time. Answers false when the database carries the mark that this was done already.
 */
export async function prepareDatabase({
  url,
  admin,
  environment,
  logFile,
  owned,
  parts = new Parts(),
}: DatabaseToPrepare): Promise<boolean> {
  const mark = fingerprint(root, schemaSources, `${admin.email}\n${admin.password}`)
  if (owned && (await readMark(url)) === mark) return false
  await parts.run({
    name: "The migration",
    args: ["-r", "ts-node/register", path.join(__dirname, "prepare-database.ts")],
    directory: root,
    environment: {
      ...environment,
      DATABASE_URL: url,
      DEMO_ADMIN_EMAIL: admin.email,
      DEMO_ADMIN_PASSWORD: admin.password,
    },
    logFile,
  })
  if (owned) await writeMark(url, mark)
  return true
}

/** The mark is the database's comment: it lives and dies with what it speaks of. */
async function readMark(url: string): Promise<string | undefined> {
  const { rows } = await query<{ mark: string | null }>(
    url,
    "select shobj_description(oid, 'pg_database') as mark from pg_database where datname = current_database()",
  )
  return rows[0]?.mark ?? undefined
}

async function writeMark(url: string, mark: string): Promise<void> {
  await query(url, `do $$ begin execute format('comment on database %I is %L', current_database(), '${mark}'); end $$`)
}

async function query<Row extends object>(url: string, text: string): Promise<{ rows: Row[] }> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query<Row>(text)
  } finally {
    await client.end()
  }
}
