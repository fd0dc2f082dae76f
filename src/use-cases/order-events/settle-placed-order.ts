import type { MedusaContainer } from "@medusajs/framework/types"
import type { HoldReason } from "../../core/checkout/decide"
import { ALMARA_MODULE } from "../../modules/almara"
import { waitUntilFree } from "../admin/wait-until-free"
import { collectionsOfOrders } from "../medusa/payment-collections"
import { settleCheckout } from "../settle/settle-checkout"

/** Held for want of an order: the shopper's browser may have placed it while nobody of the store has looked. */
const WITHOUT_ORDER: readonly (HoldReason | null)[] = ["unplaceable", "orphaned"]

/**
 * Settles the money that is held because there was no order, once that order stands and Medusa has captured the money
 * on it. Also in a store that places the order first by now: money of a cart that had to be paid first may still be
 * held.
 * @throws BusinessError when another run is at the checkout for longer than a moment: the sweep settles it then.
 */
export async function settlePlacedOrder(container: MedusaContainer, orderId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  for (const collectionId of await collectionsOfOrders(container, [orderId])) {
    const held = await ledger.heldOf(collectionId)
    if (held && WITHOUT_ORDER.includes(held.hold_reason))
      await waitUntilFree(
        async () => (await settleCheckout(container, { checkout_id: held.id, actor: "scheduler" })).checkout,
      )
  }
}
