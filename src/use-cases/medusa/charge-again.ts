import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { logEvent, reasonOf } from "../../telemetry/log"

/**
 * Charges the promotions of an order that was placed anew, where those of the canceled one were given back; else they
 * are charged already. Never throws: the customer has paid by these prices, whatever the limit of a code says by now.
 */
export async function chargeAgain(container: MedusaContainer, canceledOrderId: string): Promise<void> {
  try {
    const kept = await container.resolve(ALMARA_MODULE).orders.find(canceledOrderId)
    if (!kept?.usage || kept.canceled_by === null) return
    const { actions, customer_id, customer_email } = kept.usage
    await container.resolve(Modules.PROMOTION).registerUsage(
      actions.map(({ code, amount }) => ({ code, amount: Number(amount) })),
      { customer_id, customer_email },
    )
  } catch (error) {
    logEvent(
      container.resolve(ContainerRegistrationKeys.LOGGER),
      "order.usage_not_charged",
      `the promotions of an order that was placed anew could not be charged: ${reasonOf(error)}`,
      { order_id: canceledOrderId },
    )
  }
}
