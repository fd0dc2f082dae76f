import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { Client } from "pg"
import { startPostgres } from "../../support/postgres"
import { eventually } from "../setup/shopper"

/** Runs one query; while Postgres is away it is tried again. */
export type Query = <Row = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<Row[]>

/** A Postgres of this run alone, because it is restarted in it. */
export interface RestartablePostgres {
  url: string
  /** `fast` ends all sessions and writes the data; `immediate` is as a crash, with a recovery at the next start. */
  restart(how: "fast" | "immediate"): Promise<void>
  query(database: string): Query
  stop(): Promise<void>
}

/** Starts it on a free port, in a temporary folder. */
export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-chaos-postgres-"))
  // A restart is no power cut: what was written is in the machine's memory, so the disk need not be waited for.
  const settings = ["fsync=off", "full_page_writes=off"]
  let server = await startPostgres({ directory, settings })
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
    query: (database) => async (sql, values) =>
      (await eventually(
        () => ask(`${url}/${database}`, sql, values),
        (rows) => rows !== undefined,
        Number.POSITIVE_INFINITY,
      )) as never[],
    async stop() {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Connection errors, and Postgres' own "shutting down" and "starting up". */
const AWAY = /ECONNREFUSED|ECONNRESET|terminated|57P0[123]/

async function ask(connectionString: string, sql: string, values: unknown[] = []): Promise<unknown[] | undefined> {
  const client = new Client({ connectionString })
  let broken: unknown
  // Without a listener a broken connection ends this process.
  client.on("error", (error) => (broken = error))
  try {
    await client.connect()
    return (await client.query(sql, values)).rows
  } catch (error) {
    const message = [error, broken].map((each) => `${(each as { code?: string })?.code} ${String(each)}`).join(" ")
    if (AWAY.test(message)) return undefined
    throw error
  } finally {
    await client.end()
  }
}
