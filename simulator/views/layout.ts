import { html, raw } from "hono/html"
import { misbehavingCalls, type Behaviour } from "../behaviour"
import { liveScript } from "./live"
import { style } from "./style"

/** What hono's `html` makes; it escapes every value that is put into it. */
export type View = ReturnType<typeof html>

/** What only some pages have. */
export interface LayoutParts {
  /** Shown in a line at the top where the gateway misbehaves. */
  behaviour?: Behaviour
  /** The page keeps its parts up to date. */
  isLive?: boolean
}

/** The frame of every page. It says on each of them that nothing here is real. */
export function layout(title: string, content: View, { behaviour, isLive = false }: LayoutParts = {}): View {
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
        <p class="notice" role="note">
          <strong>Almara simulator:</strong> <span class="nowrap">no real card, no real money</span>
        </p>
        ${behaviour ? html`<div id="faults" data-live data-summary="${faultsOf(behaviour)}">${faultLine(behaviour)}</div>` : ""}
        <main>${content}</main>
        ${
          isLive
            ? html`<p id="spoken" class="hidden" role="status"></p>
                <script>
                  ${raw(liveScript)}
                </script>`
            : ""
        }
      </body>
    </html>`
}

const callTitles = {
  token: "the token call",
  newOrder: "new-order",
  checkStatus: "check-status",
  routes: "assigned-routes",
} as const

/** What does not work at this moment, in words; empty when all does. */
export function faultsOf(behaviour: Behaviour): string {
  const calls = misbehavingCalls
    .filter((call) => behaviour[call].mode !== "ok" || behaviour[call].delayMs > 0)
    .map((call) => callTitles[call])
  const faults = [...calls, ...(behaviour.callbacks === "never" ? ["callbacks (never sent)"] : [])]
  return faults.length === 0 ? "" : `Misbehaving as told: ${faults.join(", ")}.`
}

function faultLine(behaviour: Behaviour): View | "" {
  const faults = faultsOf(behaviour)
  return faults === "" ? "" : html`<p class="fault">${faults} <a class="nowrap" href="/#behaviour">Change it</a></p>`
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
