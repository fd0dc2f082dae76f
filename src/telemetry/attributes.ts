import type { Attributes } from "@medusajs/framework/opentelemetry/api"

/** The name under which tracer and meter are asked for: the package's. */
export const SCOPE = "medusa-payment-almara"

/** The ids that a support person needs to find a payment again. They stand on spans and in logs, never on metrics. */
export interface PaymentIds {
  order_id?: string | null
  checkout_id?: string | null
  checkout_reference?: string | null
  conversation_id?: string | null
  payment_session_id?: string | null
  callback_id?: string | null
}

/** A checkout row's ids, by the names that spans and logs have for them. */
export function idsOf(checkout: { id: string; order_id: string | null; checkout_reference: string; conversation_id: string; payment_session_id: string }): PaymentIds {
  const { id, order_id, checkout_reference, conversation_id, payment_session_id } = checkout
  return { order_id, checkout_id: id, checkout_reference, conversation_id, payment_session_id }
}

/** The ids as attributes of a span; what is not known is left out. */
export function idAttributes(ids: PaymentIds): Attributes {
  return Object.fromEntries(Object.entries(ids).flatMap(([name, id]) => (typeof id === "string" ? [[`almara.${name}`, id.slice(0, 200)]] : [])))
}
