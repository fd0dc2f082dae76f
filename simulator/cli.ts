#!/usr/bin/env node
import { parseArgs, type ParseArgsConfig } from "node:util"
import { simulatorOptionsSchema, type SimulatorOptionsInput } from "./options"
import { fieldErrors } from "./problems"
import { startSimulator, type RunningSimulator } from "./server"

const defaults = simulatorOptionsSchema.parse({})

const help = `almara-simulator: a stand-in for Almara Pay's card checkout, for development and tests

Usage: almara-simulator [options]

  --port <number>           where to listen; 0 takes any free port (${defaults.port})
  --host <address>          the address to listen on (${defaults.host})
  --public-url <url>        where browsers reach it, if that is another address
  --client-id <id>          (${defaults.clientId})
  --client-secret <secret>  (${defaults.clientSecret})
  --scope <scope>           (${defaults.scope})
  --route-id <guid>         (${defaults.routeId})
  --channel-type <number>   (${defaults.channelType})
  --answer <shape>          message or flat: the shape of the new-order answer (${defaults.answer})
  --url-field <name>        its field that carries the page's address (${defaults.urlField})
  --help                    this text
`

const commandOptions = {
  help: { type: "boolean", short: "h" },
  port: { type: "string" },
  host: { type: "string" },
  "public-url": { type: "string" },
  "client-id": { type: "string" },
  "client-secret": { type: "string" },
  scope: { type: "string" },
  "route-id": { type: "string" },
  "channel-type": { type: "string" },
  answer: { type: "string" },
  "url-field": { type: "string" },
} as const satisfies NonNullable<ParseArgsConfig["options"]>

/** Arguments that make no sense; the message says which, and what would. */
class UsageError extends Error {}

/** Reads the command line: the options, or `"help"`. */
function readArguments(args: string[]): SimulatorOptionsInput | "help" {
  const { help: wantsHelp, ...values } = parseValues(args)
  if (wantsHelp) {
    return "help"
  }
  const input = Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value]))
  const parsed = simulatorOptionsSchema.safeParse(input)
  if (!parsed.success) {
    const sentences = fieldErrors(parsed.error).map(({ field, message }) => `--${kebabCase(field)} ${message}.`)
    throw new UsageError(sentences.join("\n"))
  }
  return parsed.data
}

function parseValues(args: string[]) {
  try {
    return parseArgs({ args, options: commandOptions }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

const startProblems: Record<string, string> = {
  EADDRINUSE: "the port is taken. Choose another with --port, or 0 for any free one.",
  EACCES: "the port may not be used by this user. Choose one above 1023 with --port.",
  EADDRNOTAVAIL: "this machine has no such address. Choose another with --host.",
  ENOTFOUND: "the host is not known. Choose another with --host.",
}

/** Says in one sentence why the simulator did not start. */
function startProblem(error: unknown, { host, port }: SimulatorOptionsInput): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return `Cannot listen on ${host}:${port}: ${startProblems[code] ?? String(error)}`
}

function announce(simulator: RunningSimulator, options: SimulatorOptionsInput): void {
  console.log(`Almara simulator: ${simulator.url}  (no real card, no real money; Ctrl-C stops it)

A store meets it with

  ALMARA_BASE_URL=${simulator.url}
  ALMARA_CLIENT_ID=${options.clientId}
  ALMARA_CLIENT_SECRET=${options.clientSecret === defaults.clientSecret ? defaults.clientSecret : "the one you chose"}
  ALMARA_SCOPE=${options.scope}
  ALMARA_ROUTE_ID=${options.routeId}
  ALMARA_CHANNEL_TYPE=${options.channelType}
`)
}

async function main(args: string[]): Promise<void> {
  let options: SimulatorOptionsInput | "help"
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
