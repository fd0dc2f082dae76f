import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { nextTurnDue } from "../core/pace"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"
import { idsOf } from "../telemetry/attributes"
import { logEvent, reasonOf } from "../telemetry/log"
import { runSettlement } from "./run-settlement"

/** How many checkouts are settled at once: a slow answer holds up one of them, not all. */
const AT_ONCE = 8
/** No other process takes the same checkout while it is settled here. */
const TAKEN_FOR_SECONDS = 120

/**
 * Settles the checkouts whose callback never came and those whose due date is over. No more than `requestsPerSecond` are
 * begun in a second, and one that was late, as long as one process at a time does this; none is begun after `until`. Each
 * is taken from the ledger only when its turn has come, so however many are due, few are held in memory. Answers how many
 * were settled, and whether more were due when the time was over.
 */
export async function reconcileCheckouts(container: MedusaContainer, until: Date): Promise<{ settled: number; isMoreDue: boolean }> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const interval = 1000 / options.requestsPerSecond
  const running = new Set<Promise<void>>()
  let settled = 0
  let isMoreDue = true
  let due = performance.now()
  while (isMoreDue) {
    await untilTime(due)
    if (new Date() >= until) break
    due = nextTurnDue({ due, begun: performance.now(), interval })
    const [checkout] = await ledger.takeDue(1, TAKEN_FOR_SECONDS)
    isMoreDue = checkout !== undefined
    if (!checkout) break
    const settling = settleDue(container, checkout).then((isSettled) => {
      if (isSettled) settled += 1
      running.delete(settling)
    })
    running.add(settling)
    if (running.size >= AT_ONCE) await Promise.race(running)
  }
  await Promise.all(running)
  return { settled, isMoreDue }
}

function untilTime(time: number): Promise<void> {
  // A timer drops the fraction of a millisecond, and would be early by it.
  return new Promise((resolve) => setTimeout(resolve, Math.ceil(Math.max(0, time - performance.now()))))
}

/** Never throws: a checkout that cannot be settled now has its next turn. Answers whether it was settled here. */
async function settleDue(container: MedusaContainer, checkout: CheckoutRow): Promise<boolean> {
  try {
    const { checkout: settled } = await runSettlement(container, { checkout_id: checkout.id, actor: "clock" })
    return settled !== null
  } catch (error) {
    logEvent(container.resolve(ContainerRegistrationKeys.LOGGER), "checkout.not_settled", `a checkout could not be asked about now: ${reasonOf(error)}`, idsOf(checkout))
    return false
  }
}
