import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { idsOf } from "../telemetry/attributes"
import { logEvent, reasonOf } from "../telemetry/log"
import { runSettlement } from "./run-settlement"

const BATCH = 10
/** No other process takes the same checkout while its turn comes. */
const TAKEN_FOR_SECONDS = 60

/**
 * Settles the checkouts whose callback never came and those whose due date is over, `requestsPerSecond` at the most.
 * Each is taken in SQL, so several processes share the work. Answers how many were settled.
 */
export async function reconcileCheckouts(container: MedusaContainer, until: Date): Promise<number> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const pauseInMilliseconds = 1000 / options.requestsPerSecond
  let settled = 0
  while (new Date() < until) {
    const due = await ledger.takeDue(BATCH, TAKEN_FOR_SECONDS)
    if (due.length === 0) break
    for (const checkout of due) {
      // What is left of the batch comes back when its pause is over.
      if (new Date() >= until) break
      const pause = new Promise((resolve) => setTimeout(resolve, pauseInMilliseconds))
      try {
        await runSettlement(container, { checkout_id: checkout.id, actor: "clock" })
        settled += 1
      } catch (error) {
        logEvent(logger, "checkout.not_settled", `a checkout could not be asked about now: ${reasonOf(error)}`, idsOf(checkout))
      }
      await pause
    }
  }
  return settled
}
