import { knex } from "@medusajs/framework/mikro-orm/knex"
import type { Connection } from "../../src/modules/almara/connection"
import type { RunningStore } from "./store"

const opened: (Connection & { destroy(): Promise<void> })[] = []

/** A connection to a store's database of the kind that the plugin's own queries use; closed when the spec's file is over. */
export async function connectionTo(store: Pick<RunningStore, "database">): Promise<Connection> {
  const { rows } = await store.database.query("select current_database() as name")
  const connection = knex({ client: "pg", connection: `${process.env.ALMARA_TEST_POSTGRES}/${rows[0].name}` }) as unknown as (typeof opened)[number]
  opened.push(connection)
  return connection
}

afterAll(() => Promise.all(opened.map((connection) => connection.destroy())))
