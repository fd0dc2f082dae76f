import { spawn } from "node:child_process"
import path from "node:path"
import { freePort } from "../../scripts/postgres"
import { ended, storeEnvironment, untilReady } from "./store"

const ROOT = path.resolve(__dirname, "../..")

/** A Medusa process in worker mode: jobs and subscribers, and no doors but its health. */
export interface RunningWorker {
  /** What the process has printed so far. */
  output(): string
  stop(): Promise<void>
  /** Ends the process as a power cut would. */
  kill(): Promise<void>
}

/** Boots a worker on a store's database. */
export async function startWorker(settings: { almaraUrl: string; database: string; environment: Record<string, string> }): Promise<RunningWorker> {
  const { almaraUrl, database, environment } = settings
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "start", "--port", String(port)], {
    cwd: ROOT,
    env: { ...process.env, ...storeEnvironment({ url, almaraUrl, database }), ...environment, MEDUSA_WORKER_MODE: "worker" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const hasEnded = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const leaveNothing = () => child.kill("SIGKILL")
  process.once("exit", leaveNothing)
  let printed = ""
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  await untilReady(child, url, () => printed)
  return {
    output: () => printed,
    async stop() {
      await ended(child)
      process.off("exit", leaveNothing)
    },
    async kill() {
      child.kill("SIGKILL")
      await hasEnded
      process.off("exit", leaveNothing)
    },
  }
}
