import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

const TRIES = 30

/**
 * Writes down the events that a merchant's own code would hear; loaded in the chaos run only. Medusa hands an event over
 * once, also while Postgres is being restarted: so it is tried again here.
 */
export default async function writeDownEvent({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  for (let tries = 1; ; tries += 1) {
    try {
      await connection("chaos_event").insert({ name: event.name, subject: event.data.id, metadata: JSON.stringify(event.metadata ?? {}) })
      return
    } catch (error) {
      if (tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}

export const config: SubscriberConfig = {
  event: ["payment.captured", "almara.checkout.paid", "almara.checkout.failed", "almara.checkout.needs_attention", "almara.checkout.expired"],
  context: { subscriberId: "chaos-witness" },
}
