/**
 * The outcomes of a checkout and what each does in Medusa. The docs are made from it; each row has specs on a booted
 * store.
 */
export interface OutcomeRow {
  when: string
  session: string
  payment: string
  /** Order first. */
  order: string
  /** Pay first: what takes the order's place. */
  cart: string
}

export type OutcomeName =
  "created" | "paid" | "failed" | "canceled" | "pending" | "expired" | "mismatch" | "late" | "twice"

export const OUTCOME_TABLE = {
  created: {
    when: "Almara accepted the checkout",
    session: "`pending_authorization` (pay first: `pending`)",
    payment: "none",
    order: "placed, payment `awaiting`, stock reserved",
    cart: "waits",
  },
  paid: {
    when: "Status 4 and code 0, confirmed; amount, currency and reference are the checkout's",
    session: "`authorized`",
    payment: "captured, with its order transaction",
    order: "paid",
    cart: "becomes a paid order",
  },
  failed: {
    when: "a result code that means failure",
    session: "`error`",
    payment: "none",
    order: "waits: the shopper may try again until the due date",
    cart: "waits: the shopper may try again",
  },
  canceled: {
    when: "the shopper came back by the cancel address, and Almara does not say paid",
    session: "`canceled`",
    payment: "none",
    order: "as failed; the shopper may start over, which frees stock and codes",
    cart: "as failed",
  },
  pending: {
    when: "inconclusive, unknown, not final",
    session: "unchanged",
    payment: "none",
    order: "waits; Almara is asked again with growing pauses",
    cart: "waits; Almara is asked again",
  },
  expired: {
    when: "the due date passed, and Almara, asked once more, does not say paid",
    session: "`canceled`",
    payment: "none",
    order:
      "canceled, stock and codes given back; but it stays, with a line that says why, where it is not ours or not certainly unpaid",
    cart: "stays a cart",
  },
  mismatch: {
    when: "paid, but another amount, currency or reference, or an amount that could not be read",
    session: "unchanged",
    payment: "none",
    order: "held: needs attention",
    cart: "held: needs attention",
  },
  late: {
    when: "paid after the order was canceled or expired",
    session: "unchanged",
    payment: "none",
    order: "held: needs attention",
    cart: "held: needs attention",
  },
  twice: {
    when: "money came for what owes nothing any more, such as a second attempt",
    session: "unchanged",
    payment: "one capture only",
    order: "paid once; the other held",
    cart: "one paid order; the other held",
  },
} as const satisfies Record<OutcomeName, OutcomeRow>
