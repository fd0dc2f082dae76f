import { html } from "hono/html"
import { formatMoney, type Money } from "../../core/money"
import type { AlmaraLanguage } from "../../core/views/language"
import { utcDate } from "../../core/views/utc-date"

/** What the e-mail says; `{…}` are places. */
interface Texts {
  subject: string
  greeting: string
  ask: string
  pay: string
  otherwise: string
  until: string
}

const TEXTS: Record<AlmaraLanguage, Texts> = {
  en: {
    subject: "Pay for your order {number}",
    greeting: "Hello,",
    ask: "{amount} is open for your order {number} at {store}. You can pay it by this link:",
    pay: "Pay {amount}",
    otherwise: "If the button does not work, open this address:",
    until: "The link is good until {date}. Whoever has it can pay for this order.",
  },
  sw: {
    subject: "Lipia oda yako {number}",
    greeting: "Habari,",
    ask: "{amount} bado haijalipwa kwa oda yako {number} ya {store}. Unaweza kulipa kupitia kiungo hiki:",
    pay: "Lipa {amount}",
    otherwise: "Ikiwa kitufe hakifanyi kazi, fungua anwani hii:",
    until: "Kiungo hiki kinatumika hadi {date}. Yeyote aliye nacho anaweza kulipia oda hii.",
  },
  fr: {
    subject: "Payer votre commande {number}",
    greeting: "Bonjour,",
    ask: "Il reste {amount} à payer pour votre commande {number} chez {store}. Vous pouvez payer par ce lien :",
    pay: "Payer {amount}",
    otherwise: "Si le bouton ne fonctionne pas, ouvrez cette adresse :",
    until: "Ce lien est valable jusqu'au {date}. Toute personne qui le possède peut payer cette commande.",
  },
}

export interface PaymentLinkEmail {
  language: AlmaraLanguage
  storeName: string
  displayId: number
  asked: Money
  expiresAt: Date
  url: string
}

/** Writes the e-mail that brings a payment link. */
export function paymentLinkEmail({ language, storeName, displayId, asked, expiresAt, url }: PaymentLinkEmail): {
  subject: string
  text: string
  html: string
} {
  const places: Record<string, string> = {
    number: `#${displayId}`,
    amount: formatMoney(asked, language),
    store: storeName,
    date: utcDate(expiresAt, language),
  }
  const fill = (text: string) => text.replace(/{(\w+)}/g, (place, name: string) => places[name] ?? place)
  const { subject, greeting, ask, pay, otherwise, until } = TEXTS[language]
  const title = `${fill(subject)} · ${storeName}`
  return {
    subject: title,
    text: [fill(greeting), fill(ask), url, fill(until)].join("\n\n"),
    html: String(
      html`<!doctype html>
        <html lang="${language}">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>${title}</title>
          </head>
          <body style="font-family: sans-serif; font-size: 16px; line-height: 1.5">
            <p>${fill(greeting)}</p>
            <p>${fill(ask)}</p>
            <p>
              <a
                href="${url}"
                style="display: inline-block; padding: 12px 20px; border-radius: 8px; background: #1d4ed8; color: #ffffff; font-weight: bold; text-decoration: none"
                >${fill(pay)}</a
              >
            </p>
            <p>${fill(otherwise)}<br /><a href="${url}">${url}</a></p>
            <p>${fill(until)}</p>
          </body>
        </html>`,
    ),
  }
}
