import { isSettled, readAlmaraCheckout, type AlmaraCheckout, type CallOptions } from "./checkout"
import { pause } from "./pause"
import { AlmaraProblem } from "./problem"
import type { AlmaraStore } from "./store"

/** The pauses between two polls, in milliseconds: together about five minutes. */
export const WATCH_PAUSES_IN_MILLISECONDS = [
  1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 12_000, 20_000, 30_000, 45_000, 60_000, 60_000, 60_000,
]

export interface WatchOptions extends CallOptions {
  /** The pauses between two polls, in milliseconds; after the last poll the watch ends. */
  pauses?: readonly number[]
  /** Called with each change of the payment, the first poll included. */
  onChange?: (checkout: AlmaraCheckout) => void
}

/**
 * How a watch ended. `settled`: there is nothing more to wait for. `unconfirmed`: nothing came for so long that the
 * shopper need not stay; the store goes on asking. `unreachable`: the store did not answer at the end. `unknown`: it
 * knows no such payment. `stopped`: the caller's signal.
 */
export type WatchEnd =
  | { end: "settled"; checkout: AlmaraCheckout }
  | { end: "unconfirmed"; checkout: AlmaraCheckout }
  | { end: "unreachable"; checkout?: AlmaraCheckout }
  | { end: "unknown" }
  | { end: "stopped"; checkout?: AlmaraCheckout }

/** A payment that was just started may not be there yet; one that is not there after so many polls does not exist. */
const POLLS_FOR_AN_UNKNOWN_PAYMENT = 4

/**
 * Asks the store for a payment with growing pauses until it is settled, and always ends. A network that is slow or away
 * is tolerated; when the browser is online again, it looks at once.
 * @throws AlmaraProblem `refused`, which no waiting would mend, such as a wrong publishable key.
 */
export async function watchAlmaraCheckout(
  store: AlmaraStore,
  paymentSessionId: string,
  { signal, pauses = WATCH_PAUSES_IN_MILLISECONDS, onChange }: WatchOptions = {},
): Promise<WatchEnd> {
  let known: AlmaraCheckout | undefined
  let unreachable = false
  let unknownPolls = 0
  for (const milliseconds of [0, ...pauses]) {
    if (milliseconds > 0) await pause(milliseconds, signal)
    if (signal?.aborted) return { end: "stopped", checkout: known }
    const seen = await poll(store, paymentSessionId, signal)
    if (signal?.aborted) return { end: "stopped", checkout: known }
    unreachable = seen === "unreachable"
    if (seen === "unreachable") continue
    if (seen === undefined) {
      unknownPolls += 1
      if (unknownPolls >= POLLS_FOR_AN_UNKNOWN_PAYMENT) return { end: "unknown" }
      continue
    }
    if (known === undefined || isDifferent(known, seen)) onChange?.(seen)
    known = seen
    if (isSettled(seen)) return { end: "settled", checkout: seen }
  }
  if (unreachable) return { end: "unreachable", checkout: known }
  return known === undefined ? { end: "unknown" } : { end: "unconfirmed", checkout: known }
}

async function poll(
  store: AlmaraStore,
  paymentSessionId: string,
  signal?: AbortSignal,
): Promise<AlmaraCheckout | "unreachable" | undefined> {
  try {
    return await readAlmaraCheckout(store, paymentSessionId, { signal })
  } catch (error) {
    if (signal?.aborted || (error instanceof AlmaraProblem && error.kind !== "refused")) return "unreachable"
    throw error
  }
}

function isDifferent(before: AlmaraCheckout, after: AlmaraCheckout): boolean {
  return (
    before.status !== after.status ||
    before.attempt !== after.attempt ||
    before.reason !== after.reason ||
    before.can_retry !== after.can_retry ||
    before.checkout_url !== after.checkout_url ||
    before.order?.display_id !== after.order?.display_id
  )
}
