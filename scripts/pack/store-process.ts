import { spawn, type ChildProcess } from "node:child_process"
import { createWriteStream, realpathSync } from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { signalGroup } from "../demo/parts"
import type { Runtime } from "./runtimes"

const READY_IN_MILLISECONDS = 240_000
const END_IN_MILLISECONDS = 20_000

/** Something that runs until it is stopped. */
export interface Running {
  output(): string
  stop(): Promise<void>
}

/** Medusa's command line in a store. */
export function medusaScript(directory: string): string {
  return realpathSync(path.join(directory, "node_modules", "@medusajs", "cli", "cli.js"))
}

/** Runs a script to its end; throws with its last words when that is not a good one. */
export async function runToEnd(runtime: Runtime, args: string[], place: { directory: string; environment: NodeJS.ProcessEnv; logFile: string }): Promise<void> {
  const { child, output } = begin(runtime, args, place)
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve))
  if (code !== 0) throw new Error(`${runtime.name} ${path.basename(args[0] ?? "")} ${args.slice(1).join(" ")} ended with ${code}:\n${output().slice(-3000)}`)
}

/** Starts a script that is to run until it is stopped; done when `isReady` says so. */
export async function keepRunning(
  runtime: Runtime,
  args: string[],
  place: { directory: string; environment: NodeJS.ProcessEnv; logFile: string },
  isReady: (output: string) => Promise<boolean>
): Promise<Running> {
  const { child, output } = begin(runtime, args, place)
  const hasEnded = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const leaveNothing = () => signalGroup(child, "SIGKILL")
  process.once("exit", leaveNothing)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(child, "SIGTERM")
    const patience = setTimeout(leaveNothing, END_IN_MILLISECONDS)
    await hasEnded
    clearTimeout(patience)
    leaveNothing()
    process.off("exit", leaveNothing)
  }
  const end = performance.now() + READY_IN_MILLISECONDS
  while (!(await isReady(output()))) {
    const isOver = child.exitCode !== null || child.signalCode !== null
    if (isOver || performance.now() > end) {
      await stop()
      throw new Error(`${runtime.name} ${path.basename(args[0] ?? "")} ${isOver ? "ended" : "did not become ready"}:\n${output().slice(-3000)}`)
    }
    await pause(200)
  }
  return { output, stop }
}

function begin(
  runtime: Runtime,
  args: string[],
  { directory, environment, logFile }: { directory: string; environment: NodeJS.ProcessEnv; logFile: string }
): { child: ChildProcess; output: () => string } {
  const child = spawn(runtime.command, [...runtime.args, ...args], { cwd: directory, env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true })
  const log = createWriteStream(logFile)
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString()
      log.write(chunk)
    })
  }
  child.once("close", () => log.end())
  return { child, output: () => printed }
}
