import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { findForsakenOrders } from "../modules/almara/forsaken-orders"

const BATCH = 20

/**
 * Cancels the orders whose payment can never come, because the process died before it opened a checkout for them, once
 * the time to pay is over; that frees their stock. Answers how many.
 */
export async function cancelForsakenOrders(container: MedusaContainer): Promise<number> {
  const { options } = container.resolve(ALMARA_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const orders = await findForsakenOrders(connection, options.dueInMinutes + options.graceInMinutes, BATCH)
  let canceled = 0
  for (const orderId of orders) {
    try {
      await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
      logger.warn(`Almara: order ${orderId} was placed without a checkout at Almara and could not be paid any more; it was canceled.`)
      canceled += 1
    } catch (error) {
      logger.error(`Almara: order ${orderId} can never be paid, and could not be canceled now: ${error instanceof Error ? error.message : "unknown error"}`)
    }
  }
  return canceled
}
