import { html } from "hono/html"
import type { AlmaraLanguage } from "../../core/views/language"

/** What an e-mail says, finished. */
export interface MailContent {
  subject: string
  html: string
  text: string
}

/** Returns an e-mail's page: what it says, in the one frame. */
export function mailPage(language: AlmaraLanguage, title: string, said: ReturnType<typeof html>): string {
  return String(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <title>${title}</title>
        </head>
        <body style="font: 16px/1.5 sans-serif">
          ${said}
        </body>
      </html>`,
  )
}
