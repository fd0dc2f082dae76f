import type { Actor } from "./checkout"
import type { NoticeState, ReminderKind } from "../reminder"

/**
 * Of a payment collection that was paid in another way: its metadata tells with this key that it had waited for Almara.
 */
export const PAID_OTHERWISE_MARK = "almara_paid_otherwise"

/** Of a canceled order that was placed anew, and of the new one: the metadata of each has the id of the other. */
export const PLACED_ANEW_AS = "almara_placed_anew_as"
export const PLACED_ANEW_FROM = "almara_placed_anew_from"

/** A payment link is good for a week unless the merchant says otherwise. */
export const LINK_GOOD_FOR_DAYS = 7

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
  /** What it still asks for, in major units, negative where it has received more; null for one that was canceled. */
  outstanding_amount: string | null
  currency_code: string
  /** Whether a payment link can be made: it owes something, and its region offers a payment provider of ours. */
  may_make_link: boolean
  /** Whether the store can send an e-mail, and the order says where to. */
  may_send_email: boolean
  /** The newest first. */
  payment_links: AdminPaymentLink[]
  /** What its shopper was reminded of, the newest first. */
  reminders: AdminReminder[]
}

/** A reminder of its shopper. */
export interface AdminReminder {
  id: string
  kind: ReminderKind
  state: NoticeState
  created_at: string
  sent_at: string | null
  /** Why it could not be sent. */
  error: string | null
}

/** A link by which the order can be paid, without its address: that is kept nowhere. */
export interface AdminPaymentLink {
  id: string
  /** Neither withdrawn nor over. */
  is_live: boolean
  created_at: string
  created_by: Actor
  expires_at: string
  withdrawn_at: string | null
  /** When its page was first looked at, maybe by the preview of a messenger. */
  seen_at: string | null
  /** When its button was first pressed. */
  opened_at: string | null
  sent_at: string | null
}
