import type { MedusaContainer } from "@medusajs/framework/types"
import { WANTS_ORDER } from "../../core/checkout/hold-reasons"
import { ALMARA_MODULE } from "../../modules/almara"
import { waitUntilFree } from "../wait-until-free"
import { collectionsOfOrders } from "../medusa/payment-collections"
import { settleCheckout } from "../settle/settle-checkout"

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
    if (held && WANTS_ORDER.some((reason) => reason === held.hold_reason))
      await waitUntilFree(
        async () => (await settleCheckout(container, { checkout_id: held.id, actor: "scheduler" })).checkout,
      )
  }
}
