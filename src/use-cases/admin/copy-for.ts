import type { MedusaContainer } from "@medusajs/framework/types"
import type { Money } from "../../core/money"
import { copyOfOrder, type OrderCopy } from "../medusa/order-copy"
import type { Held } from "./held-fit"

/**
 * Returns what the canceled order of held money would ask for, were it placed anew; null where there is none, or
 * Medusa has booked this money onto it.
 */
export async function totalAnew(container: MedusaContainer, held: Held, checkoutId: string): Promise<Money | null> {
  return (await copyFor(container, held, checkoutId))?.total ?? null
}

/** Returns the canceled order of held money, to be placed anew; undefined where `totalAnew` is null. */
export async function copyFor(
  container: MedusaContainer,
  { snapshot: { orderState, orderId, payment, settledBy } }: Held,
  checkoutId: string,
): Promise<OrderCopy | undefined> {
  const isBookedThere = payment !== null && settledBy === checkoutId
  if (orderState !== "order_canceled" || !orderId || isBookedThere) return undefined
  return copyOfOrder(container, orderId)
}
