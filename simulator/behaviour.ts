import { z } from "zod"
import { oddityNames } from "./oddities"

/** The calls that can be made to misbehave. */
export const misbehavingCalls = ["token", "newOrder", "checkStatus", "routes"] as const
export type MisbehavingCall = (typeof misbehavingCalls)[number]

/** How a call is named for people. */
export const callTitles: Record<MisbehavingCall, string> = {
  token: "the token call",
  newOrder: "new-order",
  checkStatus: "check-status",
  routes: "assigned-routes",
}

/** What a call can do in place of its work, or beside it. */
export const callModes = [
  "ok",
  "error",
  "timeout",
  "drop",
  "forbidden",
  "unauthorized",
  "unavailable_after_work",
  "answer_late",
  "odd",
] as const
export type CallMode = (typeof callModes)[number]

const callBehaviourSchema = z.strictObject({
  mode: z.enum(callModes).default("ok"),
  /** The status of mode `error`. */
  status: z.int().min(400).max(599).default(500),
  /** The answer of mode `odd`: the call does its work and answers it in an odd way. */
  odd: z.enum(oddityNames).optional(),
  /** How long the call waits before it does what the mode says; with `answer_late`, between the work and its answer. */
  delayMs: z.int().min(0).max(60_000).default(0),
  /** How many calls it lasts; without it, until it is changed. */
  times: z.int().min(1).optional(),
})

/** How one call behaves. */
export type CallBehaviour = z.output<typeof callBehaviourSchema>

/** What a caller may change; what is left out stays. */
export const behaviourChangeSchema = z.strictObject({
  token: callBehaviourSchema.optional(),
  newOrder: callBehaviourSchema.optional(),
  checkStatus: callBehaviourSchema.optional(),
  routes: callBehaviourSchema.optional(),
  callbacks: z.enum(["send", "never"], "must be send or never").optional(),
  callbackCopies: wholeNumber(1, 100).optional(),
  callbackDelayMs: wholeNumber(0, 600_000).optional(),
})

function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`
  return z.int(message).min(minimum, message).max(maximum, message)
}

/** A change of the gateway's behaviour. */
export type BehaviourChange = z.output<typeof behaviourChangeSchema>

/** A change as a caller writes it. */
export type BehaviourChangeInput = z.input<typeof behaviourChangeSchema>

/** How the whole gateway behaves. */
export interface Behaviour extends Record<MisbehavingCall, CallBehaviour> {
  callbacks: "send" | "never"
  callbackCopies: number
  callbackDelayMs: number
}

/** A gateway that works. */
export function defaultBehaviour(): Behaviour {
  const ok: CallBehaviour = { mode: "ok", status: 500, delayMs: 0 }
  return {
    token: ok,
    newOrder: ok,
    checkStatus: ok,
    routes: ok,
    callbacks: "send",
    callbackCopies: 1,
    callbackDelayMs: 0,
  }
}

/** Takes one call's behaviour: says how it behaves, and counts down how many calls that lasts. */
export function nextBehaviour(behaviour: Behaviour, call: MisbehavingCall): CallBehaviour {
  const current = behaviour[call]
  if (current.times !== undefined) {
    behaviour[call] = current.times > 1 ? { ...current, times: current.times - 1 } : defaultBehaviour()[call]
  }
  return current
}

/** What does not work at this moment, in words; empty when all does. */
export function faultsOf(behaviour: Behaviour): string {
  const calls = misbehavingCalls
    .filter((call) => behaviour[call].mode !== "ok" || behaviour[call].delayMs > 0)
    .map((call) => callTitles[call])
  const faults = [...calls, ...(behaviour.callbacks === "never" ? ["callbacks (never sent)"] : [])]
  return faults.length === 0 ? "" : `Misbehaving as told: ${faults.join(", ")}.`
}
