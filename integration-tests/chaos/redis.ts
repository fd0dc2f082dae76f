import { execFile, spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import { freePort } from "../../scripts/postgres"

/** As many as make Redis refuse everything for a moment after a restart, while it loads them. */
const ENTRIES = 400_000

/** A Redis of our own that keeps its data over a restart. */
export interface RunningRedis {
  url: string
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the `redis-server` of this machine (or the one named in REDIS_SERVER) on a free port, with an append-only file and data in it.
 * Throws when it is not installed or does not come up.
 */
export async function startRedis(): Promise<RunningRedis> {
  const port = await freePort()
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-chaos-redis-"))
  let server = await launch(port, directory)
  const leaveNothing = () => server.kill("SIGKILL")
  process.once("exit", leaveNothing)
  await promisify(execFile)("redis-cli", [
    "-e",
    "-p",
    String(port),
    "eval",
    `for entry = 1, ${ENTRIES} do redis.call('set', 'chaos:' .. entry, entry) end`,
    "0",
  ])
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await end(server)
      server = await launch(port, directory)
    },
    async stop() {
      await end(server)
      process.off("exit", leaveNothing)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, directory: string): Promise<ChildProcess> {
  const server = spawn(
    process.env.REDIS_SERVER ?? "redis-server",
    [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--dir",
      directory,
      "--appendonly",
      "yes",
      "--save",
      "",
      "--maxmemory-policy",
      "noeviction",
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  )
  await new Promise<void>((resolve, reject) => {
    let printed = ""
    server.once("error", (error) =>
      reject(new Error(`Redis could not be started (Debian: apt-get install redis-server): ${error.message}`)),
    )
    server.once("exit", (code) => reject(new Error(`Redis ended with ${code}:\n${printed}`)))
    server.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.includes("Ready to accept connections")) resolve()
    })
  })
  return server
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = new Promise((resolve) => server.once("exit", resolve))
  server.kill("SIGTERM")
  await exit
}
