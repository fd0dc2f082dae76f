import { setTimeout as pause } from "node:timers/promises"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { CreateNotificationDTO, MedusaContainer } from "@medusajs/framework/types"

/**
 * A provider that does not answer must not hold up the job. What was handed to it counts as not sent, and is not sent
 * again.
 */
const LONGEST_WAIT_IN_MILLISECONDS = 20_000

/**
 * Returns whether the store has a notification provider for a channel: without one Medusa throws, and keeps a failed
 * row.
 */
export async function hasChannel(container: MedusaContainer, channel: "email" | "feed"): Promise<boolean> {
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: unknown[] }>(
      "select 1 from notification_provider where ? = any(channels) and is_enabled and deleted_at is null limit 1",
      [channel],
    )
  return rows.length > 0
}

/**
 * Has the store's provider for its channel send something, once.
 * @throws what the provider throws, and where it has not answered after a while.
 */
export async function sendNotification(container: MedusaContainer, notification: CreateNotificationDTO): Promise<void> {
  const answered = new AbortController()
  const sending = container.resolve(Modules.NOTIFICATION).createNotifications(notification)
  const late = pause(LONGEST_WAIT_IN_MILLISECONDS, undefined, { signal: answered.signal, ref: false }).then(() => {
    throw new Error("The notification provider has not answered within 20 seconds.")
  })
  try {
    await Promise.race([sending, late])
  } finally {
    // Whichever of both comes second is nobody's business any more.
    sending.catch(() => undefined)
    late.catch(() => undefined)
    answered.abort()
  }
}
