import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { compareOrder } from "../use-cases/attention/compare-order"

/**
 * An order that was changed owes another sum: its open page is outdated at once. What brings no event, the sweep finds.
 */
export default async function compareChangedOrder({
  event,
  container,
}: SubscriberArgs<{ order_id?: string }>): Promise<void> {
  if (event.data.order_id) await compareOrder(container, event.data.order_id)
}

export const config: SubscriberConfig = {
  event: [
    "order-edit.confirmed",
    "order.exchange_created",
    "order.claim_created",
    "order.return_requested",
    "order.return_received",
  ],
  context: { subscriberId: "almara-order-changed" },
}
