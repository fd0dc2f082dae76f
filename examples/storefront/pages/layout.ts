import { html } from "hono/html"

/** What hono's `html` makes; it escapes every value that is put into it. */
export type View = ReturnType<typeof html>

/** The frame of every page. `refresh` makes the browser load another address after some seconds, without scripts. */
export function layout(title: string, content: View, refresh?: { seconds: number; address: string }): View {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${refresh ? html`<meta http-equiv="refresh" content="${refresh.seconds}; url=${refresh.address}" />` : ""}
        <title>${title} · Nairobi Shirts</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">Nairobi Shirts</a>
        </header>
        <main id="content">${content}</main>
        <footer>
          <p>A demonstration shop: nothing is sold here, and nothing is sent.</p>
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
    </section>`
  )
}

/** A calm line above a form that says what did not work; screen readers say it at once. */
export function problemNote(sentence: string | undefined): View | "" {
  return sentence === undefined ? "" : html`<p class="problem" role="alert">${sentence}</p>`
}
