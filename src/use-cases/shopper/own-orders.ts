import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isOwed } from "../../core/checkout/owed"
import { roundToMinor } from "../../core/money"
import type { OwingOrder } from "../../core/views/owing-order"
import type { PublicCheckout } from "../../core/views/public-checkout"
import { ordersToLookAt } from "../medusa/orders-to-look-at"
import { outstandingAmounts } from "../medusa/outstanding-amounts"
import { payOrder } from "./pay-order"

/** An account shows no more. */
const LOOKED_AT = 50

/** Returns the orders of a customer that still owe something, the newest first. */
export async function ordersThatOwe(container: MedusaContainer, customerId: string): Promise<OwingOrder[]> {
  const orders = await ordersToLookAt(container, customerId, LOOKED_AT)
  const amounts = await outstandingAmounts(
    container,
    orders.map(({ id }) => id),
  )
  return orders.flatMap(({ id, display_id, created_at, currency_code }) => {
    const owed = amounts.get(id)
    if (!owed || !isOwed(owed)) return []
    return {
      id,
      display_id,
      created_at: new Date(created_at).toISOString(),
      outstanding_amount: roundToMinor(owed).amount,
      currency_code,
    }
  })
}

/**
 * Opens a page for what an order of a customer owes now.
 * @throws NOT_FOUND for an order that is not this customer's, as for one that is not there; and what `payOrder` throws.
 */
export async function payOwnOrder(
  container: MedusaContainer,
  { orderId, customerId }: { orderId: string; customerId: string },
): Promise<PublicCheckout> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order",
    fields: ["id"],
    filters: { id: orderId, customer_id: customerId || "none" },
  })
  if (!orderId || data.length === 0) throw new MedusaError(MedusaError.Types.NOT_FOUND, "You have no such order.")
  return payOrder(container, orderId)
}
