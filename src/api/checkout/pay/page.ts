import { html, raw } from "hono/html"
import { formatMoney, type Money } from "../../../core/money"
import type { AlmaraLanguage } from "../../../core/views/language"
import { utcDate } from "../../../core/views/utc-date"
import { PAY_PAGE_TEXTS } from "./texts"

/** What hono's `html` makes; it escapes every value that is put into it. */
type View = ReturnType<typeof html>

/** The page's own style is the only one that its Content-Security-Policy lets in, by this. */
export type Nonce = string

export interface PayPage {
  language: AlmaraLanguage
  nonce: Nonce
  storeName: string
  displayId: number
  asked: Money
  expiresAt: Date
  /** Another sum was shown before. */
  isChanged: boolean
}

const STYLE = `
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText }
  main { box-sizing: border-box; width: min(100%, 26rem); padding: 1.5rem }
  h1 { font-size: 1.25rem; margin: 0 0 .25rem }
  .sum { font-size: 2rem; font-weight: 600; margin: 1rem 0; overflow-wrap: anywhere }
  button { width: 100%; min-height: 3rem; padding: .5rem 1rem; border: 0; border-radius: .5rem; font: inherit; font-weight: 600;
    background: #1d4ed8; color: #fff; cursor: pointer }
  button:hover { background: #1e40af }
  button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
  .note { border-inline-start: .25rem solid #b45309; padding-inline-start: .75rem }
  .small { font-size: .875rem }`

/** The page that stands before Almara's: what is paid, for which order, in whose store, and one button. */
export function payPage({ language, nonce, storeName, displayId, asked, expiresAt, isChanged }: PayPage): View {
  const texts = PAY_PAGE_TEXTS[language]
  const sum = formatMoney(asked, language)
  return frame(
    { language, nonce, title: texts.title, storeName },
    html`<p>${texts.order.replace("{number}", `#${displayId}`)}</p>
      ${isChanged ? html`<p class="note" role="alert">${texts.changed}</p>` : ""}
      <p class="sum">${sum}</p>
      <form method="post">
        <input type="hidden" name="amount" value="${asked.amount}" />
        <input type="hidden" name="currency_code" value="${asked.currency.toLowerCase()}" />
        <button type="submit">${texts.pay.replace("{amount}", sum)}</button>
      </form>
      <p class="small">${texts.next}</p>
      <p class="small">${texts.until.replace("{date}", utcDate(expiresAt, language))}</p>`,
  )
}

/** A page that says one thing in words. */
export function messagePage(
  { language, nonce, storeName = "" }: { language: AlmaraLanguage; nonce: Nonce; storeName?: string },
  { title, text }: { title: string; text: string },
): View {
  return frame({ language, nonce, title, storeName }, html`<p>${text}</p>`)
}

function frame(
  { language, nonce, title, storeName }: { language: AlmaraLanguage; nonce: Nonce; title: string; storeName: string },
  content: View,
): View {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${storeName ? `${title} · ${storeName}` : title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${storeName ? html`<p>${storeName}</p>` : ""}
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`
}
