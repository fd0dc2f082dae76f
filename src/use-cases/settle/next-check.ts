import type { AlmaraOptions } from "../../core/options/options"
import { closingTime, isOverdue, nextCheckAt, nextLateCheckAt } from "../../core/checkout/schedule"
import { ENDED_UNPAID, UNDER_WAY } from "../../core/checkout/states"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { announcementOf } from "./announcement"

/**
 * Returns when Almara is asked about a checkout again after it was settled; null when nothing is expected of it any
 * more.
 */
export function nextCheckOf(checkout: CheckoutRow, options: AlmaraOptions): Date | null {
  // Where Almara may not be asked, only callbacks bring news until the time is over.
  const isQuiet = options.verification === "signature" && checkout.state === "open" && !isOverdue(checkout, options)
  if (isQuiet) return closingTime(new Date(checkout.due_at), options.graceInMinutes)
  if (isPutOff(checkout, options)) return nextCheckAt({ ...timingOf(checkout, options), checks: 0 })
  if (!checkout.closed_at || UNDER_WAY.includes(checkout.state)) return nextCheckAt(timingOf(checkout, options))
  return ENDED_UNPAID.includes(checkout.state) ? nextLateCheckAt(timingOf(checkout, options)) : null
}

/** Returns when it is tried again after it could not be settled; null once that has become pointless. */
export function nextCheckAfterFailure(checkout: CheckoutRow, options: AlmaraOptions): Date | null {
  const isDone = checkout.closed_at !== null && [undefined, checkout.announced_state].includes(announcementOf(checkout))
  return isDone && nextCheckOf(checkout, options) === null ? null : nextCheckAt(timingOf(checkout, options))
}

/**
 * For how long after its time a checkout that a callback calls paid is checked every minute; the pauses grow again
 * then.
 */
const CHECKED_OFTEN_FOR_MINUTES = 60

/**
 * Its time is over, and it was not closed: its money may come at any moment, and until then the order's stock is kept.
 */
function isPutOff(checkout: CheckoutRow, options: AlmaraOptions): boolean {
  return (
    !checkout.closed_at &&
    isOverdue(checkout, options) &&
    !isOverdue(checkout, { ...options, graceInMinutes: options.graceInMinutes + CHECKED_OFTEN_FOR_MINUTES })
  )
}

function timingOf(checkout: CheckoutRow, { graceInMinutes }: AlmaraOptions) {
  return {
    checks: checkout.checks,
    dueAt: new Date(checkout.due_at),
    now: checkout.read_at,
    graceInMinutes,
    random: Math.random,
  }
}
