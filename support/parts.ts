import { spawn, type ChildProcess } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { lastLines } from "./log"

interface Part {
  stop(): Promise<void>
  /** Ends the part at once; also called when `stop` is under way. */
  kill(): void
}

interface NodeCommand {
  name: string
  /** A script and its arguments. */
  args: string[]
  nodeOptions?: string[]
  directory: string
  environment: NodeJS.ProcessEnv
  logFile: string
}

const patienceInMilliseconds = 15_000

/**
 * Everything that runs, and the one way to stop it. Parts are stopped in the opposite order of their start,
 * also those that are still starting; after that nothing more can be started.
 */
export class Parts {
  private readonly parts: Part[] = []
  private stopping: Promise<void> | undefined
  private fail: (error: Error) => void = () => undefined

  /** Rejects when a part that should run ends by itself; never resolves. */
  readonly failure = new Promise<never>((_, reject) => {
    this.fail = reject
  })

  constructor() {
    // The one who races against `failure` hears of it; nobody has to.
    this.failure.catch(() => undefined)
  }

  /** Starts a part and remembers how to stop it before it is up. */
  async start<Result>(
    begin: () => Promise<Result>,
    stop: (part: Result) => unknown,
    kill: () => void = () => undefined,
  ): Promise<Result> {
    this.refuseWhenStopping()
    const beginning = begin()
    this.parts.push({
      // A start that failed leaves nothing to stop, and was reported to the one who waited for it.
      stop: () =>
        beginning.then(
          async (part) => void (await stop(part)),
          () => undefined,
        ),
      kill,
    })
    return beginning
  }

  /** Runs a Node script to its end; rejects with the log's last lines when that is not a good one. */
  async run(command: NodeCommand): Promise<void> {
    const { child, ended } = this.spawn(command)
    await ended
    if (child.exitCode !== 0) throw endError(command, child)
  }

  /** Starts a Node script that is to run until it is stopped. */
  keep(command: NodeCommand): void {
    const { child, ended } = this.spawn(command)
    void ended.then(() => this.reportEnd(endError(command, child)))
  }

  /** To be called when a part that should run has ended; quiet while everything is being stopped. */
  reportEnd(error: Error): void {
    if (this.stopping === undefined) this.fail(error)
  }

  /** Stops everything. Twice is as good as once. */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopAll())
  }

  /** Ends everything at once. */
  kill(): void {
    for (const part of this.parts) part.kill()
  }

  private async stopAll(): Promise<void> {
    const failures: unknown[] = []
    for (const part of [...this.parts].reverse()) {
      await part.stop().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, "Not everything could be stopped.")
  }

  private refuseWhenStopping(): void {
    if (this.stopping !== undefined) throw new Error("Everything is being stopped.")
  }

  private spawn(command: NodeCommand): { child: ChildProcess; ended: Promise<void> } {
    this.refuseWhenStopping()
    const log = openSync(command.logFile, "w")
    const child = spawn(process.execPath, [...(command.nodeOptions ?? []), ...command.args], {
      cwd: command.directory,
      env: command.environment,
      stdio: ["ignore", log, log],
      // A group of its own: Ctrl-C in the terminal reaches us alone, and we reach the child with all that it started.
      detached: true,
    })
    closeSync(log)
    const ended = new Promise<void>((resolve, reject) => child.once("error", reject).once("exit", () => resolve()))
    this.parts.push({ stop: () => stopChild(child, ended), kill: () => signalGroup(child, "SIGKILL") })
    return { child, ended }
  }
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const patience = setTimeout(() => signalGroup(child, "SIGKILL"), patienceInMilliseconds)
    signalGroup(child, "SIGTERM")
    await ended.finally(() => clearTimeout(patience))
  }
  // What the child itself had started and left behind.
  signalGroup(child, "SIGKILL")
}

/** Sends a signal to a detached child and to what it started; a group that is gone is no error. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

function endError({ name, logFile }: NodeCommand, child: ChildProcess): Error {
  const how = child.signalCode ? `was ended by ${child.signalCode}` : `ended with code ${child.exitCode}`
  return new Error(`${name} ${how}. Its last lines (${logFile}):\n${lastLines(logFile)}`)
}
