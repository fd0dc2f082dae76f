import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { signalGroup } from "../../support/parts"
import { root } from "../../support/places"
import type { Part } from "./plan"

export interface PartResult {
  name: string
  /** Undefined when it is well, else what went wrong. */
  fault?: string
  seconds: number
  passed: number
  failed: number
}

const MINUTE = 60_000
/** What a part has for cleaning up before it is killed. */
const GRACE_IN_MILLISECONDS = 30_000

/** Runs one part to its end, or to the end of its time; never throws because of what it ran. */
export async function runPart(part: Part): Promise<PartResult> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-nightly-"))
  const file = path.join(directory, "report.json")
  const startedAt = performance.now()
  try {
    const fault = await runCommand(part, part.report === undefined ? [] : [...part.report, `--outputFile=${file}`])
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    const { passed, failed } = existsSync(file) ? readReport(file) : { passed: 0, failed: 0 }
    if (fault === undefined) return { name: part.name, seconds, passed: part.report === undefined ? 1 : passed, failed }
    // What broke off before anything was counted has failed as well.
    return { name: part.name, fault, seconds, passed, failed: Math.max(failed, 1) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function readReport(file: string): { passed: number; failed: number } {
  const report = JSON.parse(readFileSync(file, "utf8")) as {
    numPassedTests: number
    numFailedTests: number
    numRuntimeErrorTestSuites: number
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites }
}

async function runCommand(
  { command, environment, minutes }: Part,
  more: readonly string[],
): Promise<string | undefined> {
  const [program = "", ...words] = [...command, ...more]
  // A group of its own: whatever a part has started ends with it.
  const child = spawn(program, words, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...environment },
    detached: true,
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    signalGroup(child, "SIGTERM")
    setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_IN_MILLISECONDS).unref()
  }, minutes * MINUTE)
  const leaveNothing = () => signalGroup(child, "SIGTERM")
  process.once("exit", leaveNothing)
  try {
    return await new Promise<string | undefined>((resolve) => {
      child.once("error", (error) => resolve(error.message))
      child.once("close", (code, signal) =>
        resolve(isLate ? `not done after ${minutes} minutes` : code === 0 ? undefined : `ended with ${code ?? signal}`),
      )
    })
  } finally {
    clearTimeout(timer)
    process.off("exit", leaveNothing)
  }
}
