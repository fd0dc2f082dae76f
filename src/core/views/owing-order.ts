/** An order of a customer that still owes something. */
export interface OwingOrder {
  id: string
  display_id: number
  /** ISO 8601. */
  created_at: string
  /** What it still asks for, in major units. */
  outstanding_amount: string
  currency_code: string
}
