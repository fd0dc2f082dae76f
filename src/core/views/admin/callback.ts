/** A callback as the merchant sees it in the admin. The payload was masked before it was stored. */
export interface AdminCallback {
  id: string
  state: "waiting" | "done" | "unmatched" | "dead"
  conversation_id: string
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
