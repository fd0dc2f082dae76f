import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { MikroORM } from "@medusajs/framework/mikro-orm/postgresql"
import { defineMikroOrmCliConfig } from "@medusajs/framework/utils"
import { root } from "../support/places"
import { connectionToCopy } from "./setup/database"

/** What Medusa reads to find what a new migration has to do: the models as of the last one. */
const SNAPSHOT = ".snapshot-almara"
const FILE = `${SNAPSHOT}.json`
const FOLDER = path.join(root, "src/modules/almara")

interface Snapshot {
  tables: { name: string; columns: Record<string, { nullable: boolean }> }[]
}

const snapshot: Snapshot = JSON.parse(readFileSync(path.join(FOLDER, "migrations", FILE), "utf8"))

/** As `npx medusa db:generate almara` does it, in another folder. */
async function generate(folder: string): Promise<string> {
  const entities = readdirSync(path.join(FOLDER, "models")).map(
    (file) => require(path.join(FOLDER, "models", file)).default,
  )
  const migrations = { path: folder, snapshotName: SNAPSHOT, silent: true }
  const orm = await MikroORM.init({ ...defineMikroOrmCliConfig("almara", { entities, migrations }), connect: false })
  return (await orm.getMigrator().createMigration()).code
}

it("the snapshot of the migrations is that of the models: Medusa would write no other migration", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "almara-migrations-"))
  try {
    copyFileSync(path.join(FOLDER, "migrations", FILE), path.join(folder, FILE))
    expect(await generate(folder)).toBe("")
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Sentences of runs that an earlier version wrote: `summary` has taken their place, and nobody reads them. */
const LEFT_OVER = ["almara_job_run.result YES"]

it("the migrations make the columns of the models, and no others", async () => {
  const connection = await connectionToCopy()
  try {
    const { rows } = await connection.raw(
      `select format('%s.%s %s', table_name, column_name, is_nullable) as text from information_schema.columns
       where table_schema = 'public' and table_name like 'almara\\_%'`,
    )
    const modelled = snapshot.tables.flatMap(({ name, columns }) =>
      Object.entries(columns).map(([column, { nullable }]) => `${name}.${column} ${nullable ? "YES" : "NO"}`),
    )
    expect(rows.map(({ text }: { text: string }) => text).sort()).toEqual([...modelled, ...LEFT_OVER].sort())
  } finally {
    await connection.destroy()
  }
})
