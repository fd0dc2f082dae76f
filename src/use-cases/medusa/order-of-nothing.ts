import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isSameMoney, money, roundToMinor } from "../../core/money"
import type { PublicCheckout } from "../../core/views/public-checkout"
import { shopperMessage } from "../../core/views/shopper-texts"
import { isOurs } from "../../core/provider-id"
import { ALMARA_MODULE } from "../../modules/almara"

/**
 * Medusa places an order of 0 without asking its provider for anything, so that no checkout was ever opened for its
 * session.
 */
const PLACED = `
  select s.amount::text, s.currency_code, s.created_at, o.display_id
  from payment_session s
  join order_payment_collection l on l.payment_collection_id = s.payment_collection_id and l.deleted_at is null
  join "order" o on o.id = l.order_id and o.status <> 'canceled' and o.deleted_at is null
  where s.id = ? and ${isOurs("s.provider_id")} and s.deleted_at is null
  limit 1`

interface Placed {
  amount: string
  currency_code: string
  created_at: Date
  display_id: number
}

/**
 * Returns the payment of an order that asked for nothing, which is as good as paid; undefined when the session is no
 * such order's.
 */
export async function viewOrderOfNothing(
  container: MedusaContainer,
  paymentSessionId: string,
): Promise<PublicCheckout | undefined> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = await connection.raw<{ rows: Placed[] }>(PLACED, [paymentSessionId])
  const [placed] = rows
  if (!placed) return undefined
  const total = roundToMinor(money(placed.amount, placed.currency_code))
  if (!isSameMoney(total, money(0, total.currency))) return undefined
  const told = { status: "paid", reason: null, can_retry: false, can_start_over: false, is_outdated: false } as const
  return {
    payment_session_id: paymentSessionId,
    placement: container.resolve(ALMARA_MODULE).options.placement,
    ...told,
    checkout_url: null,
    message: shopperMessage(told, true),
    order: { display_id: placed.display_id },
    amount: total.amount,
    outstanding_amount: "0",
    currency_code: placed.currency_code,
    attempt: 0,
    due_at: new Date(placed.created_at).toISOString(),
  }
}
