import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { collectionsOfOrders } from "./collections-of-orders"
import { runSettlement } from "./run-settlement"

/**
 * Settles the money that is held because its order could not be placed, once that order stands: the shopper's browser may
 * have placed it while nobody of the store has looked.
 */
export async function settlePlacedOrder(container: MedusaContainer, orderId: string): Promise<void> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  if (options.placement === "order_first") return
  for (const collectionId of await collectionsOfOrders(container, [orderId])) {
    const held = await ledger.heldOf(collectionId)
    if (held?.hold_reason === "unplaceable") await runSettlement(container, { checkout_id: held.id, actor: "clock" })
  }
}
