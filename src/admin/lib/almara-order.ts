import type { AdminOrder } from "@medusajs/framework/types"
import { rememberedAttention } from "./attention"

/**
 * Whether an order was, or was to be, paid by Almara, as far as can be told without asking. Money that came for a session
 * which another provider has replaced since leaves no trace on the order: it is told by what this browser saw last of the
 * payments that need attention.
 */
export const isOfAlmara = (order: AdminOrder): boolean => {
  const providers = (order.payment_collections ?? []).flatMap(({ payment_sessions, payments }) => [...(payment_sessions ?? []), ...(payments ?? [])].map((one) => one.provider_id))
  // Whatever name the store gave to the provider.
  return providers.some((id) => id.startsWith("pp_almara_")) || rememberedAttention().orderIds.includes(order.id)
}
