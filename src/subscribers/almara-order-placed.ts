import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { settlePlacedOrder } from "../use-cases/order-events/settle-placed-order"

/**
 * Money that waited for an order that could not be placed is on it, when the shopper's own browser has placed it after
 * all.
 */
export default async function settleHeldMoneyOfPlacedOrder({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await settlePlacedOrder(container, event.data.id)
}

export const config: SubscriberConfig = {
  event: "order.placed",
  context: { subscriberId: "almara-order-placed" },
}
