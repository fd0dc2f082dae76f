import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PUBLIC_STATUS, SHOPPER_SENTENCES, type PublicCheckout } from "../core/public-view"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"

/**
 * The payment of a session as its shopper may see it, or undefined when nothing was opened for it. A session is paid
 * when any of its attempts is; otherwise its newest attempt speaks.
 */
export async function viewCheckout(container: MedusaContainer, paymentSessionId: string): Promise<PublicCheckout | undefined> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const attempts = await ledger.attempts(paymentSessionId)
  const shown = attempts.find((attempt) => attempt.state === "paid") ?? attempts[0]
  if (!shown) return undefined

  const status = PUBLIC_STATUS[shown.state]
  const isOpenToPay = shown.state === "open" && new Date(shown.due_at).getTime() > Date.now()
  return {
    payment_session_id: paymentSessionId,
    placement: shown.placement,
    status,
    checkout_url: isOpenToPay ? shown.checkout_url : null,
    message: SHOPPER_SENTENCES[status],
    can_retry: mayRetry(attempts, options.maximumAttempts),
    order: await orderOf(container, shown),
    amount: shown.amount,
    currency_code: shown.currency_code,
    attempt: shown.attempt,
    due_at: new Date(shown.due_at).toISOString(),
  }
}

/** A new attempt is possible after a decline or a cancellation, within the due date, a few times. */
export function mayRetry(attempts: CheckoutRow[], maximumAttempts: number): boolean {
  const [latest] = attempts
  if (!latest || attempts.some((attempt) => ["received", "paid", "held", "resolved"].includes(attempt.state))) return false
  const isOver = latest.state === "failed" || latest.state === "canceled"
  return isOver && !latest.closed_at && attempts.length < maximumAttempts && new Date(latest.due_at).getTime() > Date.now()
}

async function orderOf(container: MedusaContainer, checkout: CheckoutRow): Promise<PublicCheckout["order"]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  if (!checkout.payment_collection_id) return null
  const links = await query.graph({
    entity: "order_payment_collection",
    fields: ["order.id", "order.display_id"],
    filters: { payment_collection_id: checkout.payment_collection_id },
  })
  const order = (links.data[0] as { order?: { id: string; display_id: number } } | undefined)?.order
  return order ? { id: order.id, display_id: order.display_id } : null
}
