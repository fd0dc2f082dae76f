/** What the merchant is told of: each is one matter for one subject, or for the whole store. */
export const MERCHANT_NOTICE_KINDS = [
  "held_money",
  "dead_letter",
  "no_callbacks",
  "token_refused",
  "job_stands_still",
] as const
export type MerchantNoticeKind = (typeof MERCHANT_NOTICE_KINDS)[number]

/** The subject of what concerns the whole store, and of several matters that are told of together. */
export const WHOLE_STORE = "store"

/** Callbacks are missed when none has come since the first of so many payments, so many hours ago. */
export const CALLBACKS_MISSED = { payments: 3, hours: 3 }
