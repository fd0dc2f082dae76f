/** Why a shopper is reminded: the order's time is nearly over, or a payment was declined. */
export const REMINDER_KINDS = ["deadline", "declined"] as const
export type ReminderKind = (typeof REMINDER_KINDS)[number]

/**
 * What became of a notice. `claimed`: it is being sent, or the process died before that was known; `announced`: only
 * the event was emitted; `skipped`: nothing was owed any more.
 */
export const NOTICE_STATES = ["claimed", "sent", "announced", "failed", "skipped"] as const
export type NoticeState = (typeof NOTICE_STATES)[number]
