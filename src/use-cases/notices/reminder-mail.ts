import { html } from "hono/html"
import { formatMoney, type Money } from "../../core/money"
import type { AlmaraLanguage } from "../../core/views/language"
import type { ReminderKind } from "../../core/views/reminder"
import { REMINDER_TEXTS } from "../../core/views/reminder-texts"
import { utcDate } from "../../core/views/utc-date"
import { mailPage, type MailContent } from "./mail"

export interface Reminder {
  kind: ReminderKind
  language: AlmaraLanguage
  storeName: string
  displayId: number
  asked: Money
  url: string
  /** When the order is canceled; null where nothing cancels it. */
  until: Date | null
}

/** Writes a reminder in its shopper's language. */
export function reminderMail({ kind, language, storeName, displayId, asked, url, until }: Reminder): MailContent {
  const texts = REMINDER_TEXTS[language]
  const places: Record<string, string> = {
    number: `#${displayId}`,
    store: storeName,
    amount: formatMoney(asked, language),
    date: until ? utcDate(until, language) : "",
  }
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? "")
  const sentences = [texts.text[kind], ...(until ? [texts.until] : [])].map(fill)
  const [subject, pay, note] = [texts.subject[kind], texts.pay, texts.note].map(fill) as [string, string, string]
  return {
    subject,
    text: [...sentences, `${pay}: ${url}`, note].join("\n\n"),
    html: mailPage(
      language,
      subject,
      html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}
        <p><a href="${url}">${pay}</a></p>
        <p>${note}</p>`,
    ),
  }
}
