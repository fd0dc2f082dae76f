import { html } from "hono/html"
import type { AlmaraLanguage } from "../../../src/storefront"

/** What hono's `html` makes; it escapes every value that is put into it. */
export type View = ReturnType<typeof html>

interface Frame {
  language?: AlmaraLanguage
  /** Looks again by the script, or by loading another address after some seconds where scripts are off. */
  refresh?: { seconds: number; address: string }
}

const contact = "hello@nairobi-shirts.example"
const frameWords = {
  en: {
    skip: "Skip to the content",
    footer: "A demonstration shop: nothing is sold here, and nothing is sent.",
    contact: "Questions? Write to",
  },
  sw: {
    skip: "Ruka hadi kwenye maudhui",
    footer: "Duka la maonyesho: hakuna kinachouzwa wala kutumwa.",
    contact: "Una swali? Andika kwa",
  },
  fr: {
    skip: "Aller au contenu",
    footer: "Une boutique de démonstration : rien n’est vendu ici, rien n’est envoyé.",
    contact: "Une question ? Écrivez à",
  },
} as const satisfies Record<AlmaraLanguage, { skip: string; footer: string; contact: string }>

/** The frame of every page. */
export function layout(title: string, content: View, { language = "en", refresh }: Frame = {}): View {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${
          refresh
            ? html`<noscript
                  ><meta http-equiv="refresh" content="${refresh.seconds}; url=${refresh.address}"
                /></noscript>
                <script src="/watch.js" defer></script>`
            : ""
        }
        <title>${title} · Nairobi Shirts</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#content">${frameWords[language].skip}</a>
        <header class="top">
          <a class="brand" href="/">Nairobi Shirts</a>
        </header>
        <main id="content">${content}</main>
        <footer>
          <div>
            <p>${frameWords[language].contact} <a href="mailto:${contact}">${contact}</a></p>
            <p>${frameWords[language].footer}</p>
          </div>
        </footer>
      </body>
    </html>`
}

/** A page that says one thing in words. */
export function messagePage(title: string, sentence: string): View {
  return layout(
    title,
    html`<section class="card narrow">
      <h1>${title}</h1>
      <p>${sentence}</p>
      <a class="button" href="/">Back to the shirts</a>
    </section>`,
  )
}

/** A calm line above a form that says what did not work; screen readers say it at once. */
export function problemNote(sentence: string | undefined): View | "" {
  return sentence === undefined ? "" : html`<p class="problem" role="alert">${sentence}</p>`
}
