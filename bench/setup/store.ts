import { spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { ended, storeEnvironment } from "../../integration-tests/setup/store"
import { freePort } from "../../support/postgres"
import { DENO_OPTIONS } from "../../scripts/pack/deno"
import { findRuntime } from "../../scripts/pack/runtimes"
import type { Orders, StoreOrder } from "../store/orders"

const ROOT = path.resolve(__dirname, "../..")
const MAIN = path.join(ROOT, "bench/store/main.cjs")
const READY_IN_MILLISECONDS = 180_000

/** A store whose endpoints are measured, and that takes the benchmark's orders. */
export interface BenchStore {
  url: string
  /** Has the store's process do something; throws what it threw. */
  ask<Name extends keyof Orders>(name: Name, ...input: Parameters<Orders[Name]>): ReturnType<Orders[Name]>
  stop(): Promise<void>
}

export interface BenchStoreSettings {
  almaraUrl: string
  database: string
  logFile: string
  environment?: Record<string, string>
  /** Node, the one that runs the benchmark, unless it is said. */
  runtime?: "node" | "deno"
}

/** Boots a store in a process of its own. Throws with the end of its log when it does not come up. */
export async function startBenchStore(settings: BenchStoreSettings): Promise<BenchStore> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  // Straight into a file: nobody is kept busy with reading it.
  const log = openSync(settings.logFile, "a")
  const { command, args } = settings.runtime === "deno" ? onDeno() : onNode()
  const child = spawn(command, [...args, "start"], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...storeEnvironment({ url, almaraUrl: settings.almaraUrl, database: settings.database }),
      PORT: String(port),
      ...settings.environment,
    },
    stdio: ["ignore", log, log, "ipc"],
  })
  closeSync(log)
  const leaveNothing = () => child.kill("SIGKILL")
  process.once("exit", leaveNothing)

  const answers = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  const failure = (reason: string) => new Error(`${reason}\n${readFileSync(settings.logFile, "utf8").slice(-3000)}`)
  let numbers = 0
  const answer = (number: number) => new Promise<unknown>((resolve, reject) => answers.set(number, { resolve, reject }))
  child.on("message", ({ number, result, error }: { number: number; result: unknown; error?: string }) => {
    if (error === undefined) answers.get(number)?.resolve(result)
    else answers.get(number)?.reject(new Error(`The store could not do it: ${error}`))
    answers.delete(number)
  })
  child.once("exit", (code, signal) => {
    for (const { reject } of answers.values()) reject(failure(`The store ended (${signal ?? code}).`))
  })

  const ready = answer(numbers++)
  const patience = setTimeout(
    () => answers.get(0)?.reject(failure("The store did not become ready.")),
    READY_IN_MILLISECONDS,
  )
  try {
    await ready
  } catch (error) {
    await ended(child)
    throw error
  } finally {
    clearTimeout(patience)
  }
  return {
    url,
    ask: ((name: keyof Orders, input: unknown) => {
      const order: StoreOrder = { number: numbers++, name, input }
      const done = answer(order.number)
      child.send(order)
      return done
    }) as BenchStore["ask"],
    async stop() {
      await ended(child)
      process.off("exit", leaveNothing)
    },
  }
}

function onNode(): { command: string; args: string[] } {
  // BENCH_PROFILE names a folder: each store then leaves its processor profile there.
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", "--cpu-prof-dir", process.env.BENCH_PROFILE] : []
  return { command: process.execPath, args: ["--expose-gc", ...profile, MAIN] }
}

/** With all permissions: what they cost is not the question here, and this store reads its own sources. */
function onDeno(): { command: string; args: string[] } {
  const cache = path.join(process.env.ALMARA_PACK_DIRECTORY ?? path.join(tmpdir(), "almara-pack"), "runtimes")
  return { command: findRuntime("deno", cache).command, args: [...DENO_OPTIONS, "-A", "--v8-flags=--expose-gc", MAIN] }
}
