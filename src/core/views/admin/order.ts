/**
 * Of a payment collection that was paid in another way: its metadata tells with this key that it had waited for Almara.
 */
export const PAID_OTHERWISE_MARK = "almara_paid_otherwise"

/** What the plugin keeps of an order, as the merchant sees it. Times are ISO 8601. */
export interface AdminAlmaraOrder {
  id: string
  /** The merchant keeps it without a deadline. */
  is_kept: boolean
  /** The deadline that the merchant gave it. */
  pay_by: string | null
  /** Until when it may be paid before it is canceled; null where nothing cancels it. */
  deadline: string | null
  /** Whether anything is owed on it. */
  owes: boolean
}
