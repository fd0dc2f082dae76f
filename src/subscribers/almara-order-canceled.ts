import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { holdCanceledOrder } from "../use-cases/order-events/hold-canceled-order"

/** A paid order that is canceled leaves money without an order: that is shown to the merchant. */
export default async function holdMoneyOfCanceledOrder({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await holdCanceledOrder(container, event.data.id)
}

export const config: SubscriberConfig = {
  event: "order.canceled",
  context: { subscriberId: "almara-order-canceled" },
}
