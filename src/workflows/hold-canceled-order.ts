import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { collectionsOfOrders } from "./collections-of-orders"
import { readShopState } from "./read-shop-state"
import { announceCheckout } from "./steps/announce-checkout"

/**
 * Holds the money of a paid order that was canceled without a refund in the books: Medusa swallows a refused refund when
 * it cancels an order, and the customer's money would be out of sight. Answers whether there was any.
 */
export async function holdCanceledOrder(container: MedusaContainer, orderId: string): Promise<boolean> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  let isAnyHeld = false
  for (const checkout of await ledger.paidOf(await collectionsOfOrders(container, [orderId]))) {
    const shop = await readShopState(container, checkout)
    if (!shop.payment || shop.payment.isRefunded || shop.home !== "order_canceled") continue
    const held = await ledger.move(checkout.id, "held", { hold_reason: "order_canceled" }, { kind: "held", actor: "merchant", detail: { reason: "order_canceled" } })
    isAnyHeld ||= held !== undefined
    const announced = held && (await announceCheckout(container, held))
    if (announced) await ledger.update(checkout.id, { announced_state: announced })
  }
  return isAnyHeld
}
