import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { announceCheckout } from "./announce-checkout"
import { readShopState } from "./steps/read-home"

/**
 * Holds the money of a paid order that was canceled without a refund in the books: Medusa swallows a refused refund when
 * it cancels an order, and the customer's money would be out of sight.
 */
export async function holdCanceledOrder(container: MedusaContainer, orderId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  for (const checkout of await ledger.paidOf(await collectionsOfOrder(container, orderId))) {
    const shop = await readShopState(container, checkout)
    if (!shop.payment || shop.payment.isRefunded || shop.home !== "order_canceled") continue
    await ledger.move(checkout.id, "held", { hold_reason: "order_canceled" }, { kind: "held", actor: "merchant", detail: { reason: "order_canceled" } })
    await announceCheckout(container, checkout.id)
  }
}

/** The payment collections of an order: they stay the same when a completion is repeated. */
export async function collectionsOfOrder(container: MedusaContainer, orderId: string): Promise<string[]> {
  if (!orderId) return []
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const links = await query.graph({ entity: "order_payment_collection", fields: ["payment_collection_id"], filters: { order_id: orderId } })
  return links.data.map((link) => String(link.payment_collection_id))
}
