import type { HoldReason, CheckoutState } from "../../core/transition"
import type { CallbackState } from "./models/callback"

/** A row of `almara_checkout` as the database gives it. `amount` is a decimal string in major units. */
export interface CheckoutRow {
  id: string
  state: CheckoutState
  placement: "order_first" | "pay_first"
  attempt: number
  payment_session_id: string
  payment_collection_id: string | null
  cart_id: string | null
  order_id: string | null
  conversation_id: string
  checkout_reference: string
  almara_conversation_id: string | null
  almara_checkout_id: string | null
  channel_type: number | null
  amount: string
  currency_code: string
  checkout_url: string | null
  due_at: Date
  transaction_reference: string | null
  status_code: number | null
  result_code: string | null
  result_description: string | null
  hold_reason: HoldReason | null
  needs_review: boolean
  last_error: string | null
  canceled_by_shopper_at: Date | null
  paid_at: Date | null
  closed_at: Date | null
  questions: number
  last_question_at: Date | null
  next_question_at: Date | null
  claimed_until: Date | null
  claimed_by: string | null
  announced_state: string | null
  created_at: Date
  updated_at: Date
}

/** What may change on a checkout besides its state. */
export type CheckoutPatch = Partial<Omit<CheckoutRow, "id" | "state" | "amount" | "currency_code" | "conversation_id" | "checkout_reference" | "created_at" | "updated_at">>

/** A row of `almara_callback` as the database gives it. */
export interface CallbackRow {
  id: string
  state: CallbackState
  conversation_id: string
  checkout_id: string | null
  signed: boolean
  payload: Record<string, unknown>
  fingerprint: string
  duplicate_of: string | null
  tries: number
  next_try_at: Date | null
  claimed_until: Date | null
  claimed_by: string | null
  last_error: string | null
  processed_at: Date | null
  created_at: Date
  /** When it was written or last tried in vain, or put back by hand; not when it was only put off. */
  updated_at: Date
}

/** A callback that is worked on now, and how its checkout stands; null where there is none. */
export interface ClaimedCallback extends CallbackRow {
  checkout_state: CheckoutState | null
  /** When Almara was asked about the checkout, and why that was in vain. */
  last_question_at: Date | null
  question_error: string | null
}

/** A row of `almara_checkout_event` as the database gives it. */
export interface CheckoutEventRow {
  id: string
  checkout_id: string
  kind: string
  actor: string
  detail: Record<string, unknown> | null
  created_at: Date
}
