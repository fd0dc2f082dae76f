import { closingsOf, CLOSINGS, type AttentionReason, type ShownAttention } from "../../checkout/attention"
import { ACCEPTABLE, type HoldReason } from "../../checkout/hold-reasons"
import type { Placement } from "../../options/options"
import { BEYOND_CALLBACKS, CHECKOUT_STATES, type CheckoutState } from "../../checkout/states"

/** A checkout as the merchant sees it in the admin. Money is in major units, times are ISO 8601. */
export interface AdminCheckout {
  id: string
  state: CheckoutState
  outcome: { label: string; color: OutcomeColor; sentence: string }
  /** Not final, and Almara's code says that a person has to ask before anybody pays again. */
  needs_review: boolean
  placement: Placement
  attempt: number
  order_id: string | null
  /** The order as people know it; null while there is none. */
  order: { id: string; display_id: number; email: string | null } | null
  payment_session_id: string
  /** What was asked for, in major units. */
  amount: string
  currency_code: string
  /**
   * What came, which is what is booked where it is paid; null as long as nothing has come, and where nobody knows how
   * much.
   */
  received_amount: string | null
  received_currency_code: string | null
  /**
   * Of money that is held because its order was canceled: what was marked or booked as refunded before, and what is
   * left to refund; null where nothing was.
   */
  refunded_amount: string | null
  left_amount: string | null
  /**
   * What its order still asks for, in major units, negative where it has received more; null without an order that
   * stands.
   */
  outstanding_amount: string | null
  /** Almara's transaction reference (`ThirdPartyPayload.Reference`): what a merchant looks for. */
  transaction_reference: string | null
  /** False where only a callback has said it: a stranger who knows the callback's address could have chosen it. */
  transaction_reference_confirmed: boolean
  checkout_reference: string
  merchant_request_id: string
  gateway_conversation_id: string | null
  gateway_checkout_id: string | null
  channel_type: number | null
  result_code: string | null
  result_meaning: string | null
  /** Why its money is held, or why a person has to look at it although none is. */
  hold_reason: HoldReason | AttentionReason | null
  /** The case that is open although no money is held. */
  attention: ShownAttention | null
  /**
   * Which case it is: another reason or sum makes another one. Who decides sends it back. Null where nobody has to
   * look.
   */
  case_version: string | null
  last_error: string | null
  checks: number
  last_check_at: string | null
  due_at: string
  paid_at: string | null
  created_at: string
}

/** Returns the sum that counts for a checkout: what came, else what was asked for. */
export function countedSum({
  amount,
  currency_code,
  received_amount,
  received_currency_code,
}: Pick<AdminCheckout, "amount" | "currency_code" | "received_amount" | "received_currency_code">): {
  amount: string
  currency_code: string
} {
  return { amount: received_amount ?? amount, currency_code: received_currency_code ?? currency_code }
}

/** One line of a checkout's timeline, the oldest first. */
export interface TimelineEntry {
  id: string
  at: string
  /** What happened: one of `TIMELINE_KINDS`, or the kind of a newer version. */
  kind: string
  actor: Actor
  detail: Record<string, string | number | boolean | null>
}

/** Who did something: one of `TIMELINE_ACTORS`, or one of a newer version. A person and an API key have a name. */
export interface Actor {
  kind: string
  name: string | null
}

/** Who may have caused a line of the timeline, without a user's id. */
export const TIMELINE_ACTORS: readonly string[] = [
  "shopper",
  "callback",
  "return",
  "cancel",
  "scheduler",
  "almara",
  "admin",
  "merchant",
  "user",
  "api_key",
]

/** Every kind of line that a timeline may have today. */
export const TIMELINE_KINDS = [
  "created",
  "opened",
  "refused",
  "callback",
  "status_check",
  "received",
  "paid",
  "held",
  "failed",
  "canceled",
  "expired",
  "outdated",
  "kept",
  "deadline",
  "reminder_sent",
  "reminder_failed",
  "paid_otherwise",
  "link_created",
  "link_sent",
  "link_opened",
  "link_withdrawn",
  "accepted",
  "placed_anew",
  "resolved",
  "refunded_outside",
  "replayed",
  "attention",
  "attention_over",
  "attention_closed",
] as const

/** What a merchant can do about a checkout. */
export type AdminAction = "check" | ResolveAction
export const RESOLVE_ACTIONS = ["accept", "place_anew", ...CLOSINGS] as const
export type ResolveAction = (typeof RESOLVE_ACTIONS)[number]
/** These put held money onto an order; the others close it. */
export const BOOKINGS = ["accept", "place_anew"] as const satisfies readonly ResolveAction[]
export type Booking = (typeof BOOKINGS)[number]

/** Returns whether an action puts held money onto an order. */
export function isBooking(action: ResolveAction): action is Booking {
  return BOOKINGS.some((one) => one === action)
}

/** A checkout with its timeline and with what can be done about it. */
export interface AdminCheckoutDetail extends AdminCheckout {
  actions: AdminAction[]
  /** What Almara reported as paid when the money was held, where it named a sum. */
  reported_amount: string | null
  reported_currency_code: string | null
  /** Whether that is another sum than was asked for. */
  reported_differs: boolean
  timeline: TimelineEntry[]
  /** The timeline is longer than one page shows: its beginning is left out. */
  timeline_is_cut: boolean
}

export interface Possibilities {
  /** Whether the options permit to ask Almara; where they do not, "check" could find out nothing. */
  mayCheck: boolean
  /** Whether held money would fit onto its order or cart, as far as is known (`mayAccept`). */
  fits: boolean
  /** Whether it would fit onto its canceled order, placed anew (`mayPlaceAnew`). */
  fitsAnew?: boolean
}

/**
 * Returns the actions that are possible in a state, and for a case that is open there; by default all that ever are for
 * such a reason.
 */
export function actionsFor(
  state: CheckoutState,
  reason: HoldReason | null,
  { mayCheck, fits, fitsAnew }: Possibilities = { mayCheck: true, fits: true, fitsAnew: true },
  attention: AttentionReason | null = null,
): AdminAction[] {
  const check = mayCheck && !BEYOND_CALLBACKS.includes(state) ? (["check"] as const) : []
  if (state !== "held") return [...check, ...(attention ? closingsOf(attention) : [])]
  const isAcceptable = reason !== null && ACCEPTABLE.includes(reason)
  const accept = fits && isAcceptable ? (["accept"] as const) : []
  const placeAnew = fitsAnew && isAcceptable ? (["place_anew"] as const) : []
  return [...check, ...accept, ...placeAnew, ...CLOSINGS]
}

/** What the list may be narrowed to: the states, with one word for all that waits for a person. */
export const NEEDS_ATTENTION = "needs_attention"
export const STATE_FILTERS = [NEEDS_ATTENTION, ...CHECKOUT_STATES] as const
export type StateFilter = (typeof STATE_FILTERS)[number]

export type OutcomeColor = "green" | "orange" | "red" | "grey" | "blue"

/** Each state of the ledger in the merchant's words, in English. */
export const OUTCOMES = {
  creating: { label: "Being created", sentence: "The checkout was written down; Almara has not confirmed it yet." },
  open: { label: "Waiting", sentence: "The customer has not paid yet, or Almara has not confirmed it." },
  failed: { label: "Failed", sentence: "The payment failed. The customer may try again until the due date." },
  canceled: { label: "Canceled", sentence: "The customer left the payment, or the order needs it no more." },
  expired: { label: "Expired", sentence: "The due date passed without a payment." },
  refused: { label: "Refused", sentence: "Almara refused the checkout; the customer could not pay." },
  received: { label: "Received", sentence: "Almara confirmed the money; it is being put onto the order." },
  paid: { label: "Paid", sentence: "Almara confirmed the money, and the order is paid." },
  held: { label: "Needs attention", sentence: "Money was received that fits nowhere by itself." },
  resolved: { label: "Resolved", sentence: "Somebody in your store dealt with this payment." },
} as const satisfies Record<CheckoutState, { label: string; sentence: string }>

/** The same for an open checkout about which Almara has to be asked; its sentence is the meaning of the result code. */
export const REVIEW = { label: "Ask Almara" } as const

/** The same for a payment that stands on an order which asks for more by now. */
export const PARTLY_PAID = {
  label: "Paid in part",
  sentence: "Almara confirmed the money. The order asks for more by now.",
} as const

/** Returns whether a payment stands on an order that still asks for something. */
export function isPartlyPaid({
  state,
  outstanding_amount,
}: Pick<AdminCheckout, "state" | "outstanding_amount">): boolean {
  return state === "paid" && Number(outstanding_amount) > 0
}

/** The colour that Medusa's admin uses for such a state. */
export const OUTCOME_COLORS = {
  creating: "grey",
  open: "orange",
  failed: "red",
  canceled: "grey",
  expired: "grey",
  refused: "red",
  received: "blue",
  paid: "green",
  partly_paid: "orange",
  held: "red",
  resolved: "grey",
  review: "red",
} as const satisfies Record<CheckoutState | "partly_paid" | "review", OutcomeColor>
