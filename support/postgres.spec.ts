import { existsSync, mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { Client } from "pg"
import { startPostgres } from "./postgres"

const directory = mkdtempSync(path.join(os.tmpdir(), "almara-postgres-spec-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

it("a folder keeps its data between starts, on another port, and by whichever process starts Postgres", async () => {
  const first = await startPostgres({ directory })
  try {
    await ask(await first.createDatabase("shop"), "create table kept as select 7 as number")
  } finally {
    await first.stop()
  }
  const second = await startPostgres({ directory })
  try {
    // Not made anew.
    expect(await ask(await second.createDatabase("shop"), "select number from kept")).toEqual([{ number: 7 }])
    const [{ data_directory: data }] = (await ask(`${second.url}/postgres`, "show data_directory")) as [
      { data_directory: string },
    ]
    expect(existsSync(path.join(data, "PG_VERSION"))).toBe(true)
  } finally {
    await second.stop()
  }
  await expect(ask(`${second.url}/postgres`, "select 1")).rejects.toThrow("ECONNREFUSED")
})

it("without a folder of its own nothing is left", async () => {
  const postgres = await startPostgres()
  const [{ data_directory: data }] = (await ask(`${postgres.url}/postgres`, "show data_directory")) as [
    { data_directory: string },
  ]
  await postgres.stop()
  expect(existsSync(data)).toBe(false)
})
