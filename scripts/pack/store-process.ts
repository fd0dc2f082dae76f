import { spawn, type ChildProcess } from "node:child_process"
import { createWriteStream, realpathSync } from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { signalGroup } from "../../support/parts"
import type { Runtime } from "./runtimes"

const READY_IN_MILLISECONDS = 240_000
const TO_END_IN_MILLISECONDS = 300_000
const STOP_IN_MILLISECONDS = 20_000

/** Where a script runs, with what, and where its words are kept. */
export interface Place {
  directory: string
  environment: NodeJS.ProcessEnv
  logFile: string
}

/** Something that runs until it is stopped. */
export interface Running {
  output(): string
  stop(): Promise<void>
}

/** Medusa's command line in a store. */
export function medusaScript(directory: string): string {
  return realpathSync(path.join(directory, "node_modules", "@medusajs", "cli", "cli.js"))
}

/** Runs a script to its end, whatever that is. Throws when it cannot be started, or does not end in five minutes. */
export async function runToAnyEnd(
  runtime: Runtime,
  args: string[],
  place: Place,
): Promise<{ code: number | null; output: string }> {
  const { child, output, ended } = begin(runtime, args, place)
  const patience = setTimeout(() => signalGroup(child, "SIGKILL"), TO_END_IN_MILLISECONDS)
  const end = await ended
  clearTimeout(patience)
  if (end.error !== undefined || end.signal !== null)
    throw new Error(
      `${nameOf(runtime, args)} ${end.error?.message ?? `was ended by ${end.signal}`}:\n${output().slice(-3000)}`,
    )
  return { code: end.code, output: output() }
}

/** Runs a script to its end; throws with its last words when that is not a good one. */
export async function runToEnd(runtime: Runtime, args: string[], place: Place): Promise<string> {
  const { code, output } = await runToAnyEnd(runtime, args, place)
  if (code !== 0) throw new Error(`${nameOf(runtime, args)} ended with ${code}:\n${output.slice(-3000)}`)
  return output
}

/** Starts a script that is to run until it is stopped; done when `isReady` says so. */
export async function keepRunning(
  runtime: Runtime,
  args: string[],
  place: Place,
  isReady: (output: string) => Promise<boolean>,
): Promise<Running> {
  const { child, output, ended } = begin(runtime, args, place)
  let isOver = false
  void ended.then(() => (isOver = true))
  const leaveNothing = () => signalGroup(child, "SIGKILL")
  process.once("exit", leaveNothing)
  const stop = async (): Promise<void> => {
    if (!isOver) signalGroup(child, "SIGTERM")
    const patience = setTimeout(leaveNothing, STOP_IN_MILLISECONDS)
    await ended
    clearTimeout(patience)
    leaveNothing()
    process.off("exit", leaveNothing)
  }
  const end = performance.now() + READY_IN_MILLISECONDS
  while (!(await isReady(output()))) {
    if (isOver || performance.now() > end) {
      const how = isOver ? `ended ${(await ended).error?.message ?? ""}` : "did not become ready"
      await stop()
      throw new Error(`${nameOf(runtime, args)} ${how}:\n${output().slice(-3000)}`)
    }
    await pause(200)
  }
  return { output, stop }
}

interface End {
  code: number | null
  signal: NodeJS.Signals | null
  /** Why it could not be started. */
  error?: Error
}

function begin(
  runtime: Runtime,
  args: string[],
  { directory, environment, logFile }: Place,
): { child: ChildProcess; output: () => string; ended: Promise<End> } {
  const child = spawn(runtime.command, [...runtime.args, ...args], {
    cwd: directory,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
  const log = createWriteStream(logFile)
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString()
      log.write(chunk)
    })
  }
  const ended = new Promise<End>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }))
    child.once("close", (code, signal) => resolve({ code, signal }))
  })
  void ended.then(() => log.end())
  return { child, output: () => printed, ended }
}

function nameOf(runtime: Runtime, args: string[]): string {
  return `${runtime.name} ${path.basename(args[0] ?? "")} ${args.slice(1).join(" ")}`.trim()
}
