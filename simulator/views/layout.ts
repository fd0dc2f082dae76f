import { html, raw } from "hono/html"
import { style } from "./style"

/** What hono's `html` makes; it escapes every value that is put into it. */
export type View = ReturnType<typeof html>

/** The frame of every page. It says on each of them that nothing here is real. */
export function layout(title: string, content: View): View {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Almara simulator</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <p class="notice" role="note"><strong>Almara simulator:</strong> no real card, no real money</p>
        <main>${content}</main>
      </body>
    </html>`
}

/** A page that says one thing in words. */
export function messagePage(title: string, sentence: string, more: View | "" = ""): View {
  return layout(
    title,
    html`<section class="card">
      <h1>${title}</h1>
      <p>${sentence}</p>
      ${more}
    </section>`,
  )
}
