import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { PublicCheckout } from "../core/public-view"
import { shopperView, speakingAttempt } from "../core/shopper-view"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"
import { viewOrderOfNothing } from "./order-of-nothing"
import { timeToPay } from "./time-to-pay"

/** The payment of a session as its shopper may see it, or undefined when nothing was opened for it. */
export async function viewCheckout(container: MedusaContainer, paymentSessionId: string): Promise<PublicCheckout | undefined> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const attempts = await ledger.attempts(paymentSessionId)
  const speaking = speakingAttempt(attempts)
  if (!speaking) return viewOrderOfNothing(container, paymentSessionId)

  const order = await orderOf(container, speaking)
  const isWaiting = order === null ? speaking.placement === "pay_first" : order.status !== "canceled"
  const time = await timeToPay(container, attempts[0] ?? speaking, order?.id ?? null)
  return {
    payment_session_id: paymentSessionId,
    placement: speaking.placement,
    ...shopperView(attempts, speaking, { isWaiting, isOrderToGiveUp: order !== null && options.verification === "query", maximumAttempts: options.maximumAttempts, now: speaking.read_at, ...time }),
    order: order && { id: order.id, display_id: order.display_id },
    amount: speaking.amount,
    currency_code: speaking.currency_code,
    attempt: speaking.attempt,
    due_at: new Date((time.hasTime && time.until) || speaking.due_at).toISOString(),
  }
}

async function orderOf(container: MedusaContainer, checkout: CheckoutRow): Promise<{ id: string; display_id: number; status: string } | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  if (!checkout.payment_collection_id) return null
  const links = await query.graph({
    entity: "order_payment_collection",
    fields: ["order.id", "order.display_id", "order.status"],
    filters: { payment_collection_id: checkout.payment_collection_id },
  })
  return (links.data[0] as { order?: { id: string; display_id: number; status: string } } | undefined)?.order ?? null
}
