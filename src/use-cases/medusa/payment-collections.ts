import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/** Returns the payment collections of orders: they stay the same when a completion is repeated. */
export async function collectionsOfOrders(container: MedusaContainer, orderIds: string[]): Promise<string[]> {
  // An undefined filter matches every row (medusa-2.21.md, finding 1).
  const known = orderIds.filter(Boolean)
  if (known.length === 0) return []
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const links = await query.graph({
    entity: "order_payment_collection",
    fields: ["payment_collection_id"],
    filters: { order_id: known },
  })
  return links.data.map((link) => String(link.payment_collection_id))
}
