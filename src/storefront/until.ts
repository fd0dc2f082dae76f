import type { AlmaraLanguage } from "../core/views/language"
import type { Translation } from "./translations"

export interface Moment {
  /**
   * The shopper's time zone, such as "Africa/Nairobi"; that of the runtime when left out, which on a server is seldom
   * right.
   */
  timeZone?: string
  /** The present; for tests. */
  now?: Date
}

const LOCALES = { en: "en-GB", sw: "sw", fr: "fr" } as const satisfies Record<AlmaraLanguage, string>

/**
 * "until 15:30", or with the day when that is not today; undefined for what is no time, or is over: the store waits
 * longer.
 */
export function untilIn(
  words: Translation["until"],
  dueAt: string,
  language: AlmaraLanguage,
  { timeZone, now = new Date() }: Moment,
): string | undefined {
  const due = new Date(dueAt)
  if (Number.isNaN(due.getTime()) || due < now) return undefined
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const
  const day = { day: "numeric", month: "long", timeZone } as const
  const say = (date: Date, format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], format).format(date)
  return say(due, day) === say(now, day)
    ? words.today.replace("{time}", say(due, time))
    : words.later.replace("{date}", say(due, { ...day, ...time }))
}
