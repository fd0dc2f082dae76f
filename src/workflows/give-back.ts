import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { findUsageOwed, giveBackUsage } from "../modules/almara/promotion-usage"
import { logEvent, reasonOf } from "../telemetry/log"

const BATCH = 20

/** Gives back what an order that we canceled has charged its promotions with, once. Never throws: the sweep tries again what did not succeed. */
export async function giveBack(container: MedusaContainer, orderId: string): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const isDone = await giveBackUsage(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
    if (isDone) logEvent(logger, "order.usage_returned", "the promotions of an unpaid order may be used again", { order_id: orderId })
  } catch (error) {
    logEvent(logger, "order.usage_not_returned", `the promotions of an unpaid order could not be given back now: ${reasonOf(error)}`, { order_id: orderId })
  }
}

/** Gives back what a process that died, or a database that refused, has left. */
export async function giveBackWhatIsOwed(container: MedusaContainer): Promise<void> {
  for (const orderId of await findUsageOwed(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), BATCH)) await giveBack(container, orderId)
}
