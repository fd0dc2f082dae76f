import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/**
 * Removes a cart's links to orders that are not there. Medusa leaves them when it rolls a finished completion back, and
 * takes the cart for ordered ever after: completing it again "succeeds" without an order (docs/medusa-upstream.md, 23).
 */
export async function unlinkRolledBackOrders(container: MedusaContainer, cartId: string): Promise<void> {
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: { order_id: string; payment_collection_id: string | null }[] }>(
      `select l.order_id, p.payment_collection_id
     from order_cart l
     left join order_payment_collection p on p.order_id = l.order_id and p.deleted_at is null
     where l.cart_id = ? and l.deleted_at is null and not exists (select 1 from "order" o where o.id = l.order_id and o.deleted_at is null)`,
      [cartId],
    )
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  for (const { order_id, payment_collection_id } of rows) {
    // The order of the keys matters to Medusa.
    if (payment_collection_id)
      await link.dismiss({ [Modules.ORDER]: { order_id }, [Modules.PAYMENT]: { payment_collection_id } })
    await link.dismiss({ [Modules.ORDER]: { order_id }, [Modules.CART]: { cart_id: cartId } })
  }
}
