import { setTimeout as pause } from "node:timers/promises"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { CreateNotificationDTO, MedusaContainer } from "@medusajs/framework/types"
import { logEvent, reasonOf } from "../../telemetry/log"
import { forgetAddress } from "./forget-address"

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
 * Has the store's provider for its channel send something, once. Where it carries a payment link, its address is taken
 * out of what Medusa keeps of it, by the idempotency key.
 * @throws what the provider throws, and where it has not answered after a while.
 */
export async function sendNotification(
  container: MedusaContainer,
  notification: CreateNotificationDTO & { idempotency_key: string },
  { carriesLink = false }: { carriesLink?: boolean } = {},
): Promise<void> {
  const answered = new AbortController()
  const sending = container.resolve(Modules.NOTIFICATION).createNotifications(notification)
  const late = pause(LONGEST_WAIT_IN_MILLISECONDS, undefined, { signal: answered.signal, ref: false }).then(() => {
    if (carriesLink) forgetLater(container, sending, notification.idempotency_key)
    throw new Error("The notification provider has not answered within 20 seconds.")
  })
  try {
    await Promise.race([sending, late])
  } finally {
    // Whichever of both comes second is nobody's business any more.
    sending.catch(() => undefined)
    late.catch(() => undefined)
    answered.abort()
    if (carriesLink) await forgetAddress(container, notification.idempotency_key)
  }
}

/** When a provider answers late, Medusa writes all of the row once more, and with it the address. */
function forgetLater(container: MedusaContainer, sending: Promise<unknown>, idempotencyKey: string): void {
  const forget = () => forgetAddress(container, idempotencyKey)
  sending.then(forget, forget).catch((error: unknown) => {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logEvent(logger, "link.not_forgotten", `the address of a payment link stands in a notification: ${reasonOf(error)}`)
  })
}
