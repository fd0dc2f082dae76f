import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/**
 * Takes the address of a payment link out of a notification. Medusa keeps what a notification was filled with, and
 * shows it to every admin user: everybody who has the address can pay.
 */
export async function forgetAddress(container: MedusaContainer, idempotencyKey: string): Promise<void> {
  await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw("update notification set data = data - 'url' where idempotency_key = ?", [idempotencyKey])
}
