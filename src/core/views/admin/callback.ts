/** What became of a callback, or may become of it. */
export const CALLBACK_STATES = ["waiting", "done", "unmatched", "dead"] as const
export type CallbackState = (typeof CALLBACK_STATES)[number]

/** A callback as the merchant sees it in the admin. The payload was masked before it was stored. */
export interface AdminCallback {
  id: string
  state: CallbackState
  merchant_request_id: string
  checkout: { id: string; checkout_reference: string } | null
  signed: boolean
  duplicate_of: string | null
  tries: number
  next_try_at: string | null
  last_error: string | null
  processed_at: string | null
  created_at: string
  payload: Record<string, unknown>
}
