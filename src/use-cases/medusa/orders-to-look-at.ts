import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { OWES_NOTHING } from "../../modules/almara/orders/kept-orders"

const TO_LOOK_AT = `
  select id, display_id, created_at, currency_code from (
    select o.id, o.display_id, o.created_at, o.currency_code from "order" o
    where o.customer_id = :customer and o.status in ('pending', 'completed') and o.deleted_at is null
    order by ${OWES_NOTHING}, o.created_at desc limit :limit) found
  order by created_at desc`

/** An order of a customer. */
export interface OrderOfCustomer {
  id: string
  display_id: number
  created_at: Date
  currency_code: string
}

/**
 * Returns the orders of a customer that may owe something, the newest first. Those that owe by what Medusa has stored
 * come before the others where they are too many: of an order that was changed only Medusa can tell.
 */
export async function ordersToLookAt(
  container: MedusaContainer,
  customerId: string,
  limit: number,
): Promise<OrderOfCustomer[]> {
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: OrderOfCustomer[] }>(TO_LOOK_AT, { customer: customerId, limit })
  return rows
}
