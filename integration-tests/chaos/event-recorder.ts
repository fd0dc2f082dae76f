import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/**
 * Writes down the events that a merchant's own code would hear; loaded in the chaos run only. Medusa hands an event
 * over once, also while Postgres is being restarted: so it is tried here until it works.
 */
export default async function writeDownEvent({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const isWritten = () =>
    connection("chaos_event")
      .insert({ name: event.name, subject: event.data.id, metadata: JSON.stringify(event.metadata ?? {}) })
      .then(
        () => true,
        () => false,
      )
  while (!(await isWritten())) await new Promise((resolve) => setTimeout(resolve, 1_000))
}

export const config: SubscriberConfig = {
  event: [
    "payment.captured",
    "almara.checkout.paid",
    "almara.checkout.failed",
    "almara.checkout.needs_attention",
    "almara.checkout.expired",
  ],
  context: { subscriberId: "chaos-event-recorder" },
}
