import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { isRefundOwed } from "../../modules/almara/jobs/abandoned-orders"
import { collectionsOfOrders } from "../medusa/payment-collections"
import { announceCheckout } from "../settle/steps/announce-checkout"

/**
 * Holds the money of a paid order that was canceled until a person says that it went back: Medusa swallows a refused
 * refund when it cancels an order, and books one that nobody has made yet where refunds are made by hand. What was
 * refunded by hand before counts as said. Returns whether there was any.
 */
export async function holdCanceledOrder(container: MedusaContainer, orderId: string): Promise<boolean> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  let isAnyHeld = false
  for (const checkout of await ledger.paidOf(await collectionsOfOrders(container, [orderId]))) {
    if (!(await isRefundOwed(connection, checkout.id, orderId))) continue
    const held = await ledger.move(
      checkout.id,
      "held",
      { hold_reason: "order_canceled" },
      { kind: "held", actor: "merchant", detail: { reason: "order_canceled" } },
    )
    isAnyHeld ||= held !== undefined
    const announced = held && (await announceCheckout(container, held))
    if (announced) await ledger.update(checkout.id, { announced_state: announced })
  }
  return isAnyHeld
}
