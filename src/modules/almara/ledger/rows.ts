import type { AttentionDetail, AttentionKey, AttentionReason } from "../../../core/checkout/attention"
import type { HoldReason } from "../../../core/checkout/hold-reasons"
import type { CheckoutState } from "../../../core/checkout/states"
import type { AlmaraReport } from "../../../core/gateway/wire"
import type { CheckoutId, GatewayCheckoutId, GatewayConversationId, MerchantRequestId } from "../../../core/ids"
import type { Placement } from "../../../core/options/options"
import type { CallbackState } from "../../../core/views/admin/callback"
import type { Moment } from "../moments"

/** A row of `almara_checkout` as it stands in the database. `amount` is a decimal string in major units. */
export interface StoredCheckout {
  id: CheckoutId
  state: CheckoutState
  placement: Placement
  method: string
  account: string
  attempt: number
  payment_session_id: string
  payment_collection_id: string | null
  cart_id: string | null
  order_id: string | null
  merchant_request_id: MerchantRequestId
  checkout_reference: string
  gateway_conversation_id: GatewayConversationId | null
  gateway_checkout_id: GatewayCheckoutId | null
  channel_type: number | null
  amount: string
  currency_code: string
  checkout_url: string | null
  due_at: Date
  transaction_reference: string | null
  reference_from_callback: boolean
  status_code: number | null
  result_code: string | null
  result_description: string | null
  hold_reason: HoldReason | null
  needs_review: boolean
  last_error: string | null
  canceled_by_shopper_at: Date | null
  paid_at: Date | null
  closed_at: Date | null
  checks: number
  last_check_at: Date | null
  next_check_at: Date | null
  leased_until: Date | null
  leased_by: string | null
  announced_state: string | null
  outdated_at: Date | null
  attention: AttentionReason | null
  attention_key: AttentionKey | null
  attention_detail: AttentionDetail | null
  attention_closed_key: string | null
  announced_attention: string | null
  created_at: Date
  /** By this, the sweep tells a check that a wrong clock has put off (see wrong-clock.ts). */
  updated_at: Date
}

/** A checkout as the ledger gives it. */
export interface CheckoutRow extends StoredCheckout {
  /**
   * When it was read, by the database's clock: what is decided about its moments is decided by the clock that they are
   * from.
   */
  read_at: Date
}

/**
 * Whether Almara was asked about a checkout no longer ago than this. A check that lies as far ahead counts too: a clock
 * may have been set back.
 */
export function isJustChecked(
  { last_check_at, read_at }: Pick<CheckoutRow, "last_check_at" | "read_at">,
  withinMilliseconds: number,
): boolean {
  return last_check_at !== null && Math.abs(read_at.getTime() - last_check_at.getTime()) < withinMilliseconds
}

/** What may change on a checkout besides its state. */
export type CheckoutPatch = Partial<
  Timed<
    Omit<
      StoredCheckout,
      | "id"
      | "state"
      | "method"
      | "account"
      | "amount"
      | "currency_code"
      | "merchant_request_id"
      | "checkout_reference"
      | "created_at"
      | "updated_at"
    >
  >
>

/** Columns as they are written: a moment may be one of the database's clock. */
export type Timed<Columns> = {
  [Name in keyof Columns]: Date extends Columns[Name] ? Columns[Name] | Moment : Columns[Name]
}

/** A row of `almara_order` as it stands in the database. */
export interface OrderRow {
  id: string
  cart_id: string | null
  revision: number
  canceling_at: Date | null
  canceled_by: "scheduler" | "sweep" | "shopper" | null
  is_kept: boolean
  pay_by: Date | null
  usage: PromotionUsage | null
  usage_returned_at: Date | null
}

/** What an order's promotions were charged with when it was placed. Amounts are decimal strings in major units. */
export interface PromotionUsage {
  actions: { code: string; amount: string }[]
  customer_id: string | null
  customer_email: string | null
}

/** A row of `almara_callback` as the database gives it. */
export interface CallbackRow {
  id: string
  state: CallbackState
  merchant_request_id: MerchantRequestId
  checkout_id: CheckoutId | null
  signed: boolean
  payload: Record<string, unknown>
  /**
   * What of it was understood when it came, or was replayed. Null for what is of no checkout, and for what could not be
   * read: see `reportOf`.
   */
  report: AlmaraReport | null
  fingerprint: string
  duplicate_of: string | null
  kind: string | null
  times: number
  tries: number
  next_try_at: Date | null
  leased_until: Date | null
  leased_by: string | null
  last_error: string | null
  processed_at: Date | null
  created_at: Date
  /** When it was written or last tried in vain, or put back by hand; not when it was only put off. */
  updated_at: Date
}

/** A callback that is worked on now, and how its checkout stands; null where there is none. */
export interface LeasedCallback extends CallbackRow {
  checkout_state: CheckoutState | null
  /** When it was leased, by the database's clock. */
  read_at: Date
  /** When Almara was asked about the checkout, and why that was in vain. */
  last_check_at: Date | null
  check_error: string | null
}

/** A row of `almara_checkout_event` as the database gives it. */
export interface CheckoutEventRow {
  id: string
  checkout_id: CheckoutId
  kind: string
  actor: string
  detail: Record<string, unknown> | null
  created_at: Date
}
