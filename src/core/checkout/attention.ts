import { ENDED_UNPAID, type CheckoutState } from "./states"

/**
 * Why a person has to look at a checkout although no money is held, one clear sentence each: what happened, and what to
 * do. The places are filled from the detail of the case; sums are decimal text in major units.
 */
export const ATTENTION_REASONS = {
  not_booked:
    "Almara confirmed this payment minutes ago, and Medusa could not put it onto its order yet. It is tried again; the last problem says what stands in the way.",
  books_differ:
    "The books differ about this payment: ours count {{almara_amount}} from Almara, Medusa's count {{medusa_amount}}. Compare both with Almara's own report, correct what is wrong, then say so here.",
  overpaid:
    "The customer paid {{amount}} more than the order asks now: the order was changed after it was paid, or while it was being paid. Refund that sum outside Almara, then say so here.",
  overpaid_return:
    "The customer paid {{amount}} more than the order asks now: goods came back, or are on their way back. Refund that sum outside Almara once you have them, then book the refund or say so here.",
  overpaid_claim:
    "The customer paid {{amount}} more than the order asks now: a claim was granted. Refund that sum outside Almara, then book the refund or say so here.",
  overpaid_exchange:
    "The customer paid {{amount}} more than the order asks now: the goods were exchanged for cheaper ones. Refund that sum outside Almara, then book the refund or say so here.",
  overpaid_payments:
    "The customer paid {{amount}} more than the order asks now: more than one payment came for it. Refund that sum outside Almara, then say so here.",
  overpaid_credit:
    "The customer paid {{amount}} more than the order asks now: the order was credited. Refund that sum outside Almara, then say so here.",
  usage_kept:
    "The order was canceled unpaid, and what its promotions count of it could not be given back yet. It is tried again every half minute; the log of the store has the cause.",
  unclear:
    "The time to pay is over, and Almara's last answer is neither paid nor failed. Ask Almara whether the customer paid, before anybody pays again.",
} as const satisfies Record<string, string>

/** What a case says besides, where some or all of its sum was marked as refunded before. */
export const ATTENTION_REFUNDS = {
  part: "But {{refunded_amount}} of it was marked as refunded before: only {{left_amount}} is left to refund.",
  all: "But {{refunded_amount}} of it was marked as refunded before, and Medusa has booked a refund since: maybe nothing is left. Check before you send more.",
} as const satisfies Record<string, string>

export type AttentionReason = keyof typeof ATTENTION_REASONS

/**
 * Reasons that are one matter: only one of them is shown at a time, whichever of the family it is. The most urgent come
 * first.
 */
export const ATTENTION_FAMILIES = ["not_booked", "books_differ", "overpaid", "usage_kept", "unclear"] as const
export type AttentionFamily = (typeof ATTENTION_FAMILIES)[number]

/** What exactly a case is about, as "overpaid:-2200": the same is shown and announced once. It has no spaces. */
export type AttentionKey = AttentionFamily | `${AttentionFamily}:${string}`

/** What fills the places of the sentence, what `currency_code` it is in, and what else the timeline tells. */
export type AttentionDetail = Record<string, string | number | boolean | null>

export interface Attention {
  reason: AttentionReason
  key: AttentionKey
  detail: AttentionDetail
  /** The merchant was told of it already, in other words: it is shown, and not announced. */
  isSaid?: boolean
}

/** Returns the reasons that are one matter. */
export function reasonsOf(family: AttentionFamily): AttentionReason[] {
  return (Object.keys(ATTENTION_REASONS) as AttentionReason[]).filter((reason) => familyOf(reason) === family)
}

/** Returns the matter that a reason belongs to. */
export function familyOf(reason: AttentionReason): AttentionFamily {
  return reason.startsWith("overpaid") ? "overpaid" : (reason as AttentionFamily)
}

/** Returns the states in which a case means something; undefined where it does in all. */
export function statesOf(reason: AttentionReason): readonly CheckoutState[] | undefined {
  if (reason === "not_booked") return ["received"]
  return reason === "unclear" ? ENDED_UNPAID : undefined
}

/** Returns which matters are over by what is written about a checkout: its new state, or a further answer of Almara. */
export function overBy({ state, needs_review }: { state?: CheckoutState; needs_review?: boolean }): AttentionFamily[] {
  const isUnclear = needs_review !== false && (state === undefined || ENDED_UNPAID.includes(state))
  // All of its money has to go back then, or to find another order.
  const isHeld = state === "held" ? (["overpaid"] as const) : []
  return [
    ...(state !== undefined && state !== "received" ? (["not_booked"] as const) : []),
    ...isHeld,
    ...(isUnclear ? [] : (["unclear"] as const)),
  ]
}

/** How a person closes a case, or what was held: the money went back, or there is nothing to do. */
export const CLOSINGS = ["refunded", "dismiss"] as const
export type Closing = (typeof CLOSINGS)[number]

/**
 * Returns what a person may say about a case. What is still tried again ends by itself: money that is being put onto
 * its order must be called neither refunded nor done.
 */
export function closingsOf(reason: AttentionReason): readonly Closing[] {
  return reason === "not_booked" || reason === "usage_kept" ? [] : CLOSINGS
}

export function isAttentionReason(reason: unknown): reason is AttentionReason {
  return typeof reason === "string" && Object.hasOwn(ATTENTION_REASONS, reason)
}

/** A case as it is shown: its sums, in major units, by their places in its sentence. */
export interface ShownAttention {
  reason: AttentionReason
  amounts: Record<string, string>
  currency_code: string
}

/** Returns a case with the sums of its detail; what has no sum has nothing. */
export function attentionShown(reason: AttentionReason, detail: Record<string, unknown> | null): ShownAttention {
  const places = [...ATTENTION_REASONS[reason].matchAll(/{{(\w+)}}/g)].map((match) => match[1] ?? "")
  if (detail?.refunded_amount) places.push("refunded_amount", "left_amount")
  return {
    reason,
    amounts: Object.fromEntries(places.map((place) => [place, String(detail?.[place] ?? "0")])),
    currency_code: String(detail?.currency_code ?? ""),
  }
}

/** Returns what such a case says of earlier refunds; undefined where none is known. */
export function refundsToldBy({ amounts }: ShownAttention): keyof typeof ATTENTION_REFUNDS | undefined {
  if (amounts.refunded_amount === undefined) return undefined
  return amounts.left_amount === "0" ? "all" : "part"
}
