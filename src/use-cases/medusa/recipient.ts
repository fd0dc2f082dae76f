import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/** Whom an order is written to about. */
export interface Recipient {
  email: string | null
  customerId: string | null
  /** The languages that are named for him, as tags such as `sw-KE`, the best first. */
  locales: string[]
  storeName: string
}

/** As JSON, since older versions of Medusa have no column `locale`. */
const RECIPIENT = `
  select nullif(o.email, '') as email, o.customer_id as "customerId",
    array_remove(array[to_jsonb(o)->>'locale', o.metadata->>'locale', u.metadata->>'locale', to_jsonb(cart)->>'locale', cart.metadata->>'locale'], null) as locales,
    coalesce((select name from store where deleted_at is null order by created_at limit 1), '') as "storeName"
  from "order" o
    left join customer u on u.id = o.customer_id and u.deleted_at is null
    left join order_cart l on l.order_id = o.id and l.deleted_at is null
    left join cart on cart.id = l.cart_id
  where o.id = ? and o.deleted_at is null limit 1`

/** Returns whom an order is written to about; undefined where Medusa has no such order. */
export async function recipientOf(container: MedusaContainer, orderId: string): Promise<Recipient | undefined> {
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: Recipient[] }>(RECIPIENT, [orderId])
  return rows[0]
}
