import { parseArgs, type ParseArgsConfig } from "node:util"
import { faultHelp, readFaults } from "./cli-faults"
import { decisionNames } from "./decide"
import { simulatorOptionsSchema, type SimulatorOptions } from "./options"
import { fieldErrors } from "./problems"

const defaults = simulatorOptionsSchema.parse({})

/** What `almara-simulator --help` says. */
export const help = `almara-simulator: a stand-in for Almara Pay's card checkout, for development and tests

Usage: almara-simulator [options]

Where it listens
  --port <number>               0 takes any free port (${defaults.port})
  --host <address>              the address to listen on (${defaults.host}); all but this machine needs a password
  --password <text>             asked of everybody who controls it; the user's name may be anything
  --public-url <url>            where browsers reach it, if that is another address

Whom it knows
  --client-id <id>              (${defaults.clientId})
  --client-secret <secret>      (${defaults.clientSecret})
  --scope <scope>               (${defaults.scope})
  --route-id <guid>             (${defaults.routeId})
  --channel-type <number>       (${defaults.channelType})

What Almara does not document
  --answer <shape>              message or flat: the shape of the new-order answer (${defaults.answer})
  --url-field <name>            its field that carries the page's address (${defaults.urlField})

What becomes of a checkout by itself
  --decide <outcome>            ${decisionNames.join(", ")}; without it, somebody decides
  --decide-code <code>          the result code that goes with it; --decide-code=-1 for a negative one
  --decide-after-ms <number>    how long after it was created (${defaults.decideAfterMs})

Callbacks go to this machine, and to no other host unless it is named
  --callback-hosts <list>       further hosts that they may go to, with commas between them
  --callbacks <when>            send or never (send)
  --callback-copies <number>    how many are sent at the same time (1)
  --callback-delay-ms <number>  how long after the decision (0)
  --callback-pauses-ms <list>   before it is tried again, where it was not answered with 200 (${defaults.callbackPausesMs.join(",")})
  --callback-timeout-ms <number>  how long an answer is waited for (${defaults.callbackTimeoutMs})

Faults of the gateway
  --fault <fault>               may be given several times:
                                ${faultHelp.split("; ").join(";\n                                ")}

  --help                        this text

Its pages are described in docs/testing.md of the repository, its interface for tests in docs/simulator.md.
`

const text = { type: "string" } as const
const commandOptions = {
  help: { type: "boolean", short: "h" },
  port: text,
  host: text,
  password: text,
  "callback-hosts": text,
  "public-url": text,
  "client-id": text,
  "client-secret": text,
  scope: text,
  "route-id": text,
  "channel-type": text,
  answer: text,
  "url-field": text,
  decide: text,
  "decide-code": text,
  "decide-after-ms": text,
  callbacks: text,
  "callback-copies": text,
  "callback-delay-ms": text,
  "callback-pauses-ms": text,
  "callback-timeout-ms": text,
  fault: { type: "string", multiple: true },
} as const satisfies NonNullable<ParseArgsConfig["options"]>

/** The names of all options, without the dashes. */
export const optionNames: readonly string[] = Object.keys(commandOptions)

/** Arguments that make no sense; the message says which, and what would. */
export class UsageError extends Error {}

/** Reads the command line: the options, or `"help"`. Throws a UsageError that names everything that is wrong. */
export function readArguments(args: string[]): SimulatorOptions | "help" {
  const {
    help: wantsHelp,
    fault = [],
    callbacks,
    "callback-copies": copies,
    "callback-delay-ms": delay,
    "callback-pauses-ms": pauses,
    "callback-hosts": hosts,
    ...values
  } = parseValues(args)
  if (wantsHelp) {
    return "help"
  }
  const faults = readFaults(fault)
  const parsed = simulatorOptionsSchema.safeParse({
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value])),
    ...(hosts === undefined ? {} : { callbackHosts: hosts.split(",").map((host) => host.trim()) }),
    ...(pauses === undefined ? {} : { callbackPausesMs: pauses === "" ? [] : pauses.split(",") }),
    behaviour: {
      ...("behaviour" in faults ? faults.behaviour : {}),
      ...(callbacks === undefined ? {} : { callbacks }),
      ...(copies === undefined ? {} : { callbackCopies: numberOrText(copies) }),
      ...(delay === undefined ? {} : { callbackDelayMs: numberOrText(delay) }),
    },
  })
  const problems = [
    ...(parsed.success
      ? []
      : fieldErrors(parsed.error).map(({ field, message }) => `--${optionName(field)} ${message}.`)),
    ...("problems" in faults ? faults.problems : []),
  ]
  if (!parsed.success || problems.length > 0) {
    throw new UsageError(problems.join("\n"))
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

/** What is no number stays a text, and the schema says what it should have been. */
function numberOrText(value: string): number | string {
  return /^\d{1,9}$/.test(value) ? Number(value) : value
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * The option that filled a field: `behaviour.callbackCopies` is `callback-copies`, `callbackPausesMs[1]` is
 * `callback-pauses-ms`.
 */
function optionName(field: string): string {
  const name = field
    .replace(/^behaviour\./, "")
    .split("[", 1)
    .join()
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
