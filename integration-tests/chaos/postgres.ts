import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { Client } from "pg"
import { startPostgres, type RunningPostgres } from "../../scripts/postgres"
import { eventually } from "../setup/shopper"

export type RestartMode = "fast" | "immediate"

/** A Postgres of this run alone, because it is restarted in it. */
export interface RestartablePostgres {
  url: string
  /** `fast` ends all sessions and writes the data; `immediate` is as a crash, with a recovery at the next start. */
  restart(how: RestartMode): Promise<void>
  /** Runs one query on a connection of its own; while Postgres is away it is tried again. */
  query<Row = Record<string, unknown>>(database: string, sql: string, values?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

/** Starts it on a free port, in a temporary folder. */
export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-chaos-postgres-"))
  // A restart is no power cut: what was written is in the machine's memory, so the disk need not be waited for.
  const settings = ["fsync=off", "full_page_writes=off"]
  let server: RunningPostgres = await startPostgres({ directory, settings })
  const { port, url } = server
  return {
    url,
    async restart(how) {
      const exit = new Promise((resolve) => server.process.once("exit", resolve))
      server.process.kill(how === "fast" ? "SIGINT" : "SIGQUIT")
      await exit
      await server.stop()
      server = await startPostgres({ directory, port, settings })
    },
    async query<Row>(database: string, sql: string, values: unknown[] = []) {
      const tried = await eventually(
        () => ask<Row>(`${url}/${database}`, sql, values),
        (answer) => "rows" in answer,
        Number.POSITIVE_INFINITY,
      )
      if (!("rows" in tried)) throw new Error(tried.refused)
      return tried.rows
    },
    async stop() {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Connection errors, and Postgres' own "shutting down" and "starting up". */
const AWAY = /ECONNREFUSED|ECONNRESET|terminated|57P0[123]/

async function ask<Row>(
  connectionString: string,
  sql: string,
  values: unknown[],
): Promise<{ rows: Row[] } | { refused: string }> {
  const client = new Client({ connectionString })
  let broken: Error | undefined
  // Without a listener a broken connection ends this process.
  client.on("error", (error) => (broken = error))
  try {
    await client.connect()
    const { rows } = await client.query(sql, values)
    return { rows: rows as Row[] }
  } catch (error) {
    const message = [error, broken]
      .map((each) => (each instanceof Error ? `${"code" in each ? String(each.code) : ""} ${each.message}` : ""))
      .join(" ")
    if (AWAY.test(message)) return { refused: message }
    throw error
  } finally {
    await client.end()
  }
}
