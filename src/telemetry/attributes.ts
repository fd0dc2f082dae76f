import type { Attributes } from "@medusajs/framework/opentelemetry/api"
import type { CheckoutId, MerchantRequestId, TextOf } from "../core/ids"

/** The name under which tracer and meter are asked for: the package's. */
export const SCOPE = "medusa-payment-almara"

/** The ids that a support person needs to find a payment again. They stand on spans and in logs, never on metrics. */
export interface PaymentIds {
  order_id?: string | null
  checkout_id?: TextOf<CheckoutId> | null
  checkout_reference?: string | null
  merchant_request_id?: TextOf<MerchantRequestId> | null
  payment_session_id?: string | null
  callback_id?: string | null
}

/** Returns a checkout row's ids, by the names that spans and logs have for them. */
export function idsOf(checkout: {
  id: TextOf<CheckoutId>
  order_id: string | null
  checkout_reference: string
  merchant_request_id: TextOf<MerchantRequestId>
  payment_session_id: string
}): PaymentIds {
  const { id, order_id, checkout_reference, merchant_request_id, payment_session_id } = checkout
  return { order_id, checkout_id: id, checkout_reference, merchant_request_id, payment_session_id }
}

/** A GUID as we make them; Medusa's ids and ours, which are a word and a ULID; a reference as we make them. */
const OUR_FORMS: readonly RegExp[] = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i,
  /^(?:order|payses|almchk)_[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  // A ULID and the number in it, which callbacks are given.
  /^almcb_[0-7][0-9A-HJKMNP-TV-Z]{25}[0-9A-F]{2}$/,
  /^ORD-\d{8}-[2-9A-HJ-NP-Z]{6}$/,
]

/**
 * Returns the ids that may stand in logs and on spans: those of our own forms. Everything else, such as a card number
 * in the place of an id, may have been written by a stranger and is left out.
 */
export function tellableIds(ids: PaymentIds): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ids).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && OUR_FORMS.some((form) => form.test(entry[1])),
    ),
  )
}

/** Returns the ids as attributes of a span; what is not known, or of no form of ours, is left out. */
export function idAttributes(ids: PaymentIds): Attributes {
  return Object.fromEntries(Object.entries(tellableIds(ids)).map(([name, id]) => [`almara.${name}`, id]))
}
