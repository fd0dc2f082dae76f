import type { Money } from "../../core/money"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"

/**
 * What stands in `payment_session.data`, and nothing else does: storefronts can read it, so it holds neither secrets
 * nor personal data. Every key is written each time, because what a storefront sent under the same name would otherwise
 * stay.
 */
export interface SessionData extends Record<string, unknown> {
  session_id: string
  /** Major units. */
  amount: string
  currency_code: string
  /** Where the storefront sends the shopper; null until Almara has accepted the checkout. */
  checkout_url: string | null
  checkout_reference: string | null
  attempt: number | null
  /** ISO 8601. */
  due_at: string | null
}

/**
 * In the context of a session that is made for money which is there already: nobody may be sent to a page. No
 * storefront can set it.
 */
export const WITHOUT_PAGE = "almara_without_page"

/**
 * Builds the data of a payment session from its money and its present checkout, whose page is left out once it is
 * outdated. The one place that does.
 */
export function sessionData(sessionId: string, money: Money, checkout?: CheckoutRow): SessionData {
  return {
    session_id: sessionId,
    amount: money.amount,
    currency_code: money.currency.toLowerCase(),
    checkout_url: checkout?.outdated_at ? null : (checkout?.checkout_url ?? null),
    checkout_reference: checkout?.checkout_reference ?? null,
    attempt: checkout?.attempt ?? null,
    due_at: checkout ? new Date(checkout.due_at).toISOString() : null,
  }
}
