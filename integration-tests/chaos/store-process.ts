import { spawn, type ChildProcess } from "node:child_process"
import { createWriteStream } from "node:fs"
import path from "node:path"
import { untilReady } from "../setup/store"

const ROOT = path.resolve(__dirname, "../..")

/** One of the two stores: a process that is killed and started again, always on the same port. */
export interface StoreProcess {
  readonly port: number
  /** Resolves when the present process answers. */
  untilUp(): Promise<void>
  /** `kill -9`, and a new start at once. */
  killAndRestart(): Promise<void>
  /** The last lines that it printed. */
  output(): string
  stop(): Promise<void>
}

/** Starts a store in the project's folder. Throws, by `untilUp`, when it does not come up. */
export function startStoreProcess(place: { directory: string; port: number; environment: NodeJS.ProcessEnv; logFile: string }): StoreProcess {
  const log = createWriteStream(place.logFile, { flags: "a" })
  let printed = ""
  let child = launch()
  let up = ready(child)
  const leaveNothing = () => child.kill("SIGKILL")
  process.once("exit", leaveNothing)

  function launch(): ChildProcess {
    const launched = spawn(process.execPath, [path.join(ROOT, "node_modules/@medusajs/cli/cli.js"), "start", "--port", String(place.port)], {
      cwd: place.directory,
      env: place.environment,
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [launched.stdout, launched.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        log.write(chunk)
        printed = (printed + chunk.toString()).slice(-20_000)
      })
    }
    return launched
  }

  function ready(launched: ChildProcess): Promise<void> {
    const waiting = untilReady(launched, `http://127.0.0.1:${place.port}`, () => printed)
    // A store that is killed while it boots does not come up; whoever waits for it hears so by untilUp.
    waiting.catch((error: unknown) => (printed += `\n${String(error)}`))
    return waiting
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = new Promise((resolve) => child.once("exit", resolve))
    child.kill("SIGKILL")
    await exit
  }

  return {
    port: place.port,
    untilUp: () => up,
    async killAndRestart() {
      await kill()
      child = launch()
      up = ready(child)
    },
    output: () => printed.slice(-4_000),
    async stop() {
      await kill()
      process.off("exit", leaveNothing)
      log.end()
    },
  }
}
