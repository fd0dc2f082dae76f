import type { AdminOrder } from "@medusajs/framework/types"
import { PAID_OTHERWISE_MARK } from "../../core/views/admin/order"
import { isOurProvider } from "../../core/provider-id"
import { rememberedAttention } from "./attention"

/**
 * Whether an order was, or should be, paid by Almara, as far as can be told without asking: by its sessions, or by the
 * mark of an order that was paid in another way. Money that came for a session which another provider has replaced
 * since leaves no trace on the order: it is told by what this browser saw last of the payments that need attention.
 */
export const isOfAlmara = (order: AdminOrder): boolean => {
  const collections = order.payment_collections ?? []
  const providers = collections.flatMap(({ payment_sessions, payments }) =>
    [...(payment_sessions ?? []), ...(payments ?? [])].map((one) => one.provider_id),
  )
  // Whatever name the store gave to the provider.
  const isMarked = collections.some(({ metadata }) => metadata?.[PAID_OTHERWISE_MARK])
  return isMarked || providers.some((id) => isOurProvider(id)) || rememberedAttention().orderIds.includes(order.id)
}
