import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { findUsageOwed, giveBackUsage } from "../../modules/almara/orders/promotion-usage"
import { logEvent, reasonOf } from "../../telemetry/log"
import { callForAttention } from "../attention/announce-attention"

const BATCH = 20

/**
 * Gives back what an order that we canceled has charged its promotions with, once. Never throws: the sweep tries again
 * what did not succeed.
 */
export async function giveBack(container: MedusaContainer, orderId: string): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const isDone = await giveBackUsage(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
    if (!isDone) return
    logEvent(logger, "order.usage_returned", "the promotions of an unpaid order may be used again", {
      order_id: orderId,
    })
    await showWhetherKept(container, orderId, false)
  } catch (error) {
    logEvent(
      logger,
      "order.usage_not_returned",
      `the promotions of an unpaid order could not be given back now: ${reasonOf(error)}`,
      { order_id: orderId },
    )
    await showWhetherKept(container, orderId, true)
  }
}

/** On the order's newest attempt. Who cannot show it now does so when it is tried again. */
async function showWhetherKept(container: MedusaContainer, orderId: string, isKept: boolean): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  try {
    const [newest] = await ledger.ofOrder(orderId)
    if (!newest) return
    if (isKept) await callForAttention(container, newest.id, { reason: "usage_kept", key: "usage_kept", detail: {} })
    else await ledger.clearAttention(newest.id, ["usage_kept"])
  } catch (error) {
    logEvent(
      container.resolve(ContainerRegistrationKeys.LOGGER),
      "order.usage_not_returned",
      `that could not be shown now: ${reasonOf(error)}`,
      { order_id: orderId },
    )
  }
}

/** Gives back what a process that died, or a database that refused, has left. */
export async function giveBackWhatIsOwed(container: MedusaContainer): Promise<void> {
  for (const orderId of await findUsageOwed(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), BATCH))
    await giveBack(container, orderId)
}
