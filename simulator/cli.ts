#!/usr/bin/env node
import { help, readArguments, UsageError } from "./cli-arguments"
import type { SimulatorOptions } from "./options"
import { startSimulator, type RunningSimulator } from "./server"
import { storeSettings } from "./store-settings"

const startProblems: Record<string, string> = {
  EADDRINUSE: "the port is taken. Choose another with --port, or 0 for any free one.",
  EACCES: "the port may not be used by this user. Choose one above 1023 with --port.",
  EADDRNOTAVAIL: "this machine has no such address. Choose another with --host.",
  ENOTFOUND: "the host is not known. Choose another with --host.",
}

/** Says in one sentence why the simulator did not start. */
function startProblem(error: unknown, { host, port }: SimulatorOptions): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return `Cannot listen on ${host}:${port}: ${startProblems[code] ?? String(error)}`
}

function announce(simulator: RunningSimulator, options: SimulatorOptions): void {
  console.log(`Almara simulator: ${simulator.url}  (no real card, no real money; Ctrl-C stops it)

Open it in a browser to decide what becomes of each checkout.

A store meets it with these lines in its .env:

${storeSettings(simulator.url, options).join("\n")}
`)
}

async function main(args: string[]): Promise<void> {
  let options: SimulatorOptions | "help"
  try {
    options = readArguments(args)
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error
    }
    console.error(`${error.message}\nalmara-simulator --help shows the options.`)
    process.exitCode = 2
    return
  }
  if (options === "help") {
    console.log(help)
    return
  }
  let simulator: RunningSimulator
  try {
    simulator = await startSimulator(options)
  } catch (error) {
    console.error(startProblem(error, options))
    process.exitCode = 1
    return
  }
  announce(simulator, options)
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void simulator.close())
  }
}

void main(process.argv.slice(2))
