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
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; --page: #f4f4f5; --card: #fff; --edge: #e4e4e7;
    --text: #18181b; --muted: #52525b; --note: #b45309 }
  @media (prefers-color-scheme: dark) {
    :root { --page: #18181b; --card: #27272a; --edge: #3f3f46; --text: #fafafa; --muted: #d4d4d8; --note: #fbbf24 }
  }
  body { margin: 0; background: var(--page); color: var(--text) }
  main { box-sizing: border-box; width: min(100%, 28rem); margin: 0 auto; padding: 1.5rem 1rem }
  .store { font-weight: 600; text-align: center; overflow-wrap: anywhere; margin: 0 0 1rem }
  .card { background: var(--card); border: 1px solid var(--edge); border-radius: 1rem; padding: 1.5rem }
  h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 }
  p { margin: .5rem 0 }
  .sum { font-size: 2rem; line-height: 1.2; font-weight: 600; margin: 1.25rem 0; overflow-wrap: anywhere }
  button { width: 100%; min-height: 3rem; padding: .5rem 1rem; border: 0; border-radius: .5rem; font: inherit; font-weight: 600;
    background: #1d4ed8; color: #fff; cursor: pointer }
  button:hover { background: #1e40af }
  button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
  form { margin: 0 0 1.25rem }
  .note { border-inline-start: .25rem solid var(--note); padding-inline-start: .75rem; margin: 1rem 0 }
  .muted { color: var(--muted) }
  .small { font-size: .875rem }
  @media (min-width: 40rem) { main { padding-top: 12vh } }`

/** The page that stands before Almara's: what is paid, for which order, in whose store, and one button. */
export function payPage({ language, nonce, storeName, displayId, asked, expiresAt, isChanged }: PayPage): View {
  const texts = PAY_PAGE_TEXTS[language]
  const sum = formatMoney(asked, language)
  return frame(
    { language, nonce, title: texts.title, storeName },
    html`<p class="muted">${texts.order.replace("{number}", `#${displayId}`)}</p>
      ${isChanged ? html`<p class="note" role="alert">${texts.changed}</p>` : ""}
      <p class="sum">${sum}</p>
      <form method="post">
        <input type="hidden" name="amount" value="${asked.amount}" />
        <input type="hidden" name="currency_code" value="${asked.currency.toLowerCase()}" />
        <button type="submit">${texts.pay.replace("{amount}", sum)}</button>
      </form>
      <p class="small muted">${texts.next}</p>
      <p class="small muted">${texts.until.replace("{date}", utcDate(expiresAt, language))}</p>`,
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
          ${storeName ? html`<p class="store">${storeName}</p>` : ""}
          <div class="card">
            <h1>${title}</h1>
            ${content}
          </div>
        </main>
      </body>
    </html>`
}
