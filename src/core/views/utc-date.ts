import type { AlmaraLanguage } from "./language"

/** Writes a moment for people, with its zone: the store does not know in which one the shopper is. */
export function utcDate(date: Date, language: AlmaraLanguage): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })
    .format(date)
    .concat(" UTC")
}
