import { oddityNames } from "./oddities"
import { behaviourChangeSchema, callModes, type BehaviourChange, type MisbehavingCall } from "./behaviour"

/** The gateway's calls, as they are written on the command line. */
export const callNames = {
  token: "token",
  "new-order": "newOrder",
  "check-status": "checkStatus",
  routes: "routes",
} as const satisfies Record<string, MisbehavingCall>

const numberOf = { error: "status", slow: "delayMs", answer_late: "delayMs" } as const
const modes = ["slow", ...callModes.filter((mode) => mode !== "ok" && mode !== "odd"), ...oddityNames]
const isOddity = (mode: string): boolean => (oddityNames as readonly string[]).includes(mode)

/** What `--fault` takes, for people. */
export const faultHelp = `<call>=<mode>[:<number>]; call: ${Object.keys(callNames).join(", ")}; mode: ${modes.join(", ")}; the number is a status (error) or milliseconds (slow, answer_late)`

/**
 * Reads faults such as `check-status=forbidden`, `new-order=error:503` and `token=slow:3000`.
 * Returns the behaviour, or one sentence for each that is wrong.
 */
export function readFaults(faults: readonly string[]): { behaviour: BehaviourChange } | { problems: string[] } {
  const read = faults.map((fault) => ({ fault, change: readFault(fault) }))
  const problems = read
    .filter(({ change }) => change === undefined)
    .map(({ fault }) => `--fault ${fault} is not understood. It must be ${faultHelp}.`)
  return problems.length > 0
    ? { problems }
    : { behaviour: Object.assign({}, ...read.map(({ change }) => change)) as BehaviourChange }
}

function readFault(fault: string): BehaviourChange | undefined {
  const [, name = "", mode = "", number] = /^([a-z-]+)=([a-z_]+)(?::(\d{1,6}))?$/.exec(fault) ?? []
  const call = Object.entries(callNames).find(([known]) => known === name)?.[1]
  const field = Object.entries(numberOf).find(([known]) => known === mode)?.[1]
  if (call === undefined || !modes.includes(mode) || (number !== undefined && field === undefined)) {
    return undefined
  }
  if (isOddity(mode)) {
    const odd = behaviourChangeSchema.safeParse({ [call]: { mode: "odd", odd: mode } })
    return odd.success ? odd.data : undefined
  }
  const behaviour = { mode: mode === "slow" ? "ok" : mode, ...(field && number ? { [field]: Number(number) } : {}) }
  const isIdle = mode === "slow" && number === undefined
  const parsed = behaviourChangeSchema.safeParse({ [call]: isIdle ? { ...behaviour, delayMs: 5000 } : behaviour })
  return parsed.success ? parsed.data : undefined
}
