import { Client } from "pg"

/** A database of its own for one row, on the Postgres at this address; dropped by `remove`. */
export interface RowDatabase {
  url: string
  remove(): Promise<void>
}

/** Creates a database. `postgresUrl` names any database of the server that may be used to do so. */
export async function createDatabase(postgresUrl: string, name: string): Promise<RowDatabase> {
  const command = async (sql: (client: Client) => string): Promise<void> => {
    const client = new Client({ connectionString: postgresUrl })
    await client.connect()
    try {
      await client.query(sql(client))
    } finally {
      await client.end()
    }
  }
  await command((client) => `create database ${client.escapeIdentifier(name)}`)
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    remove: () => command((client) => `drop database if exists ${client.escapeIdentifier(name)} with (force)`),
  }
}
