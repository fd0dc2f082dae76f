import { execFile, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import { freePort } from "../../support/postgres"
import { ended } from "./store"

const READY_IN_MILLISECONDS = 30_000

export interface RunningRedis {
  url: string
  /** Sends one command by `redis-cli`. */
  command(...words: string[]): Promise<void>
  /** Ends it at once, as a power cut would, and all that it kept with it. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a real Redis of its own, on a free port or on this one. It keeps nothing, or all over a restart in `keptIn`.
 */
export async function startRedis(onPort?: number, keptIn?: string): Promise<RunningRedis> {
  const folder = keptIn ?? mkdtempSync(path.join(tmpdir(), "almara-redis-"))
  const port = onPort ?? (await freePort())
  const server = spawn(
    "redis-server",
    [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder],
      ...["--save", "", "--appendonly", keptIn ? "yes" : "no", "--maxmemory-policy", "noeviction"],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  )
  const leaveNothing = () => server.kill("SIGKILL")
  process.once("exit", leaveNothing)
  const remove = () => keptIn ?? rmSync(folder, { recursive: true, force: true })
  let printed = ""
  server.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  try {
    await new Promise<void>((resolve, reject) => {
      const patience = setTimeout(
        () => reject(new Error(`redis-server did not become ready:\n${printed}`)),
        READY_IN_MILLISECONDS,
      )
      const settle = (done: () => void) => {
        clearTimeout(patience)
        done()
      }
      server.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString()
        if (printed.includes("Ready to accept connections")) settle(resolve)
      })
      server.once("exit", (code) => settle(() => reject(new Error(`redis-server ended with ${code}:\n${printed}`))))
      server.once("error", (error: NodeJS.ErrnoException) =>
        settle(() =>
          reject(
            error.code === "ENOENT"
              ? new Error(
                  "These specs need a real Redis, and there is no redis-server here: apt-get install redis-server",
                )
              : error,
          ),
        ),
      )
    })
  } catch (error) {
    leaveNothing()
    remove()
    throw error
  }
  const stop = async () => {
    await ended(server)
    process.off("exit", leaveNothing)
    remove()
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async command(...words) {
      await promisify(execFile)("redis-cli", ["-e", "-p", String(port), ...words])
    },
    async kill() {
      leaveNothing()
      await stop()
    },
    stop,
  }
}
