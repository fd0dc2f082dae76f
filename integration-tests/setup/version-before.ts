import { readFileSync } from "node:fs"
import path from "node:path"
import { gunzipSync } from "node:zlib"
import type { Client } from "pg"
import { connect, copyOfTemplate } from "./database"

/**
 * The fixture: a store of the version before the stored names became those of the field, as it was when its power
 * failed.
 */
interface Dump {
  taken: string
  /** What each of its checkouts had asked of Almara, by what became of it. */
  newOrders: Record<Row, Record<string, unknown> & { originatorConversationId: string }>
  /** The plugin's tables and indexes, statement by statement. */
  schema: string[]
  /** All rows of the store, without what is null. */
  tables: Record<string, Record<string, unknown>[]>
}

/**
 * Order first: open, held with another amount, kept without a deadline, expired, for an order that was edited, paid,
 * and paid by a callback that waits; and a cart.
 */
export type Row = "open" | "held" | "kept" | "expired" | "outdated" | "paid" | "waiting" | "payFirst"

const FIXTURE = path.join(__dirname, "../fixtures/version-before.json.gz")

export const dump: Dump = JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString())

/** A database of the version before; returns its name. What is written in it is as old as when it was dumped. */
export async function databaseOfVersionBefore(): Promise<string> {
  const database = await copyOfTemplate()
  const client = await connect(database)
  // The order of the tables does not matter then.
  await client.query("set session_replication_role = replica")
  for (const table of await tablesOf(client))
    await client.query(table.startsWith("almara_") ? `drop table "${table}"` : `truncate table "${table}" cascade`)
  for (const statement of dump.schema) await client.query(statement)
  for (const [table, rows] of Object.entries(dump.tables)) await insert(client, table, rows)
  await client.query(
    `select setval(pg_get_serial_sequence('"order"', 'display_id'), (select max(display_id) from "order"))`,
  )
  await client.query("select pass_time($1::timestamptz - now())", [dump.taken])
  await client.end()
  return database
}

async function insert(client: Client, table: string, rows: Record<string, unknown>[]): Promise<void> {
  const { rows: made } = await client.query(
    "select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated <> 'NEVER'",
    [table],
  )
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((column) => !made.some(({ name }) => name === column))
    .map((column) => `"${column}"`)
    .join(", ")
  await client.query(
    `insert into "${table}" (${columns}) select ${columns} from jsonb_populate_recordset(null::"${table}", $1::jsonb)`,
    [JSON.stringify(rows)],
  )
}

async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  return rows.map(({ name }) => name)
}

/** Every column and index of the plugin's tables, with what Postgres says of it. */
export async function schemaOf(client: Client): Promise<string[]> {
  const { rows } = await client.query(
    `select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as text
     from information_schema.columns where table_schema = 'public' and table_name like 'almara\\_%'
     union all select indexdef from pg_indexes where schemaname = 'public' and tablename like 'almara\\_%' order by 1`,
  )
  return rows.map(({ text }) => text)
}

/** What stands in a table, row by row. */
export async function rowsOf(client: Client, table: string): Promise<Record<string, unknown>[]> {
  return (await client.query(`select to_jsonb(t) as row from "${table}" t order by id`)).rows.map(({ row }) => row)
}
