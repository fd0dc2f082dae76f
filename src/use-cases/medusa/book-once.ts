import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { removeDoubledTransactions } from "../../modules/almara/orders/doubled-transactions"
import { logEvent } from "../../telemetry/log"

/** Makes each capture stand once on an order: Medusa and this plugin may both have written it there at one moment. */
export async function bookOnce(container: MedusaContainer, orderId: string): Promise<void> {
  if ((await removeDoubledTransactions(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)) === 0)
    return
  logEvent(
    container.resolve(ContainerRegistrationKeys.LOGGER),
    "order.booked_twice",
    "one captured payment stood twice in an order's transactions; the second line was taken off, and no money moved.",
    { order_id: orderId },
  )
}
