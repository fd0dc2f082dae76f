import { spawn, type ChildProcess } from "node:child_process"
import { createWriteStream } from "node:fs"
import path from "node:path"
import { call, pause } from "./call"

const ROOT = path.resolve(__dirname, "../..")
/** A boot may fail because Postgres is being restarted; one that fails so often in a row has another reason. */
const MOST_FAILED_BOOTS = 4

/** One of the two stores: a process that is killed and started again, always on the same port; also when it ends by itself. */
export interface StoreProcess {
  readonly port: number
  /** Resolves when the present process answers, however long it boots. Throws when it ends again and again before it does. */
  untilUp(): Promise<void>
  /** `kill -9`, and a new start at once. */
  killAndRestart(): Promise<void>
  /** How often it ended without having been killed. */
  ownEnds(): number
  stop(): Promise<void>
}

/** Starts a store in the project's folder. Throws, by `untilUp`, when it does not come up. */
export function startStoreProcess(place: {
  directory: string
  port: number
  environment: NodeJS.ProcessEnv
  logFile: string
}): StoreProcess {
  const log = createWriteStream(place.logFile, { flags: "a" })
  let printed = ""
  let [ownEnds, failedBoots] = [0, 0]
  let killed: ChildProcess | undefined
  let child = launch()
  const leaveNothing = () => child.kill("SIGKILL")
  process.once("exit", leaveNothing)

  function launch(): ChildProcess {
    const launched = spawn(
      process.execPath,
      [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "start", "--port", String(place.port)],
      {
        cwd: place.directory,
        env: place.environment,
        stdio: ["ignore", "pipe", "pipe"],
      },
    )
    for (const stream of [launched.stdout, launched.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        log.write(chunk)
        printed = (printed + chunk.toString()).slice(-4_000)
      })
    }
    launched.once("exit", () => {
      if (launched === killed) return
      ownEnds += 1
      failedBoots += 1
      if (failedBoots < MOST_FAILED_BOOTS) child = launch()
    })
    return launched
  }

  async function kill(): Promise<void> {
    killed = child
    if (killed.exitCode !== null || killed.signalCode !== null) return
    const exit = new Promise((resolve) => child.once("exit", resolve))
    killed.kill("SIGKILL")
    await exit
  }

  return {
    port: place.port,
    async untilUp() {
      for (;;) {
        const health = await call(`http://127.0.0.1:${place.port}/health`)
        if ("status" in health && health.status === 200) break
        if (failedBoots >= MOST_FAILED_BOOTS) throw new Error(`The store does not come up:\n${printed}`)
        await pause(200)
      }
      failedBoots = 0
    },
    async killAndRestart() {
      await kill()
      child = launch()
    },
    ownEnds: () => ownEnds,
    async stop() {
      await kill()
      process.off("exit", leaveNothing)
      log.end()
    },
  }
}
