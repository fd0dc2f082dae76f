import { knex } from "@medusajs/framework/mikro-orm/knex"
import type { Connection } from "../../src/modules/almara/connection"
import type { RunningStore } from "./store"

const opened = new Map<string, Connection & { destroy(): Promise<void> }>()

/** A connection to a store's database of the kind that the plugin's own queries use: one for each, closed when the spec's file is over. */
export async function connectionTo(store: Pick<RunningStore, "database">): Promise<Connection> {
  const { rows } = await store.database.query("select current_database() as name")
  const name: string = rows[0].name
  const connection =
    opened.get(name) ??
    (knex({ client: "pg", connection: `${process.env.ALMARA_TEST_POSTGRES}/${name}` }) as unknown as Connection & {
      destroy(): Promise<void>
    })
  opened.set(name, connection)
  return connection
}

afterAll(() => Promise.all([...opened.values()].map((connection) => connection.destroy())))
