import { knex } from "@medusajs/framework/mikro-orm/knex"
import type { Connection } from "../../src/modules/almara/connection"
import type { RunningStore } from "./store"

/** By this a spec tells its own connections from those of a store. */
export const CONNECTION_OF_SPEC = "spec"

const opened = new Map<string, Connection & { destroy(): Promise<void> }>()

/**
 * A connection to a store's database of the kind that the plugin's own queries use: one for each, closed when the
 * spec's file is over.
 */
export async function connectionTo(store: Pick<RunningStore, "database">): Promise<Connection> {
  const { rows } = await store.database.query("select current_database() as name")
  const name: string = rows[0].name
  const connection =
    opened.get(name) ??
    (knex({
      client: "pg",
      connection: {
        connectionString: `${process.env.ALMARA_TEST_POSTGRES}/${name}`,
        application_name: CONNECTION_OF_SPEC,
      },
    }) as unknown as Connection & { destroy(): Promise<void> })
  opened.set(name, connection)
  return connection
}

afterAll(() => Promise.all([...opened.values()].map((connection) => connection.destroy())))
