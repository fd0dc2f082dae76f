import { setTimeout as pause } from "node:timers/promises"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { idsOf } from "../../telemetry/spans"
import { logEvent, reasonOf } from "../../telemetry/log"
import { settleCheckout } from "../settle/settle-checkout"

/** How many checkouts a process settles at once: a slow answer holds up one of them, not all. */
const AT_ONCE = 8
/** No other process takes the same checkout while it is settled here. */
const TAKEN_FOR_SECONDS = 120

/**
 * Settles the checkouts whose callback never came and those whose due date is over, as many processes together as do
 * this. No more than `requestsPerSecond` are begun in a second by all of them, and one that was late in each; none is
 * taken after `until`, by the monotonic clock of this process. Each is taken from the ledger when there is room for it,
 * so however many are due, few are held in memory. Returns how many were settled here, and whether more were due when
 * the time was over.
 */
export async function reconcileCheckouts(
  container: MedusaContainer,
  until: number,
): Promise<{ settled: number; isMoreDue: boolean }> {
  const { dueCheckouts, options } = container.resolve(ALMARA_MODULE)
  const running = new Set<Promise<void>>()
  let settled = 0
  let isMoreDue = true
  while (isMoreDue && performance.now() < until) {
    const due = await dueCheckouts.take({ perSecond: options.requestsPerSecond, pauseInSeconds: TAKEN_FOR_SECONDS })
    isMoreDue = due !== undefined
    if (!due) break
    // A timer drops the fraction of a millisecond, and would be early by it.
    await pause(Math.ceil(due.secondsUntilSlot * 1000))
    const settling = settleDue(container, due.checkout).then((isSettled) => {
      if (isSettled) settled += 1
      running.delete(settling)
    })
    running.add(settling)
    if (running.size >= AT_ONCE) await Promise.race(running)
  }
  await Promise.all(running)
  return { settled, isMoreDue }
}

/** Never throws: a checkout that cannot be settled now has its next check. Returns whether it was settled here. */
async function settleDue(container: MedusaContainer, checkout: CheckoutRow): Promise<boolean> {
  try {
    const { checkout: settled } = await settleCheckout(container, { checkout_id: checkout.id, actor: "scheduler" })
    return settled !== null
  } catch (error) {
    logEvent(
      container.resolve(ContainerRegistrationKeys.LOGGER),
      "checkout.not_settled",
      `a checkout could not be asked about now: ${reasonOf(error)}`,
      idsOf(checkout),
    )
    return false
  }
}
