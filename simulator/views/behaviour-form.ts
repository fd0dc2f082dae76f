import { html } from "hono/html"
import { misbehavingCalls, type Behaviour, type CallBehaviour, type MisbehavingCall } from "../behaviour"
import type { View } from "./layout"

/** What a developer can choose for a call: each is one behaviour. */
export const faultChoices = {
  works: { title: "works", behaviour: { mode: "ok", status: 500, delayMs: 0 } },
  slow: { title: "is slow (5 seconds)", behaviour: { mode: "ok", status: 500, delayMs: 5000 } },
  error: { title: "answers 500", behaviour: { mode: "error", status: 500, delayMs: 0 } },
  busy: { title: "answers 503", behaviour: { mode: "error", status: 503, delayMs: 0 } },
  drop: { title: "drops the connection", behaviour: { mode: "drop", status: 500, delayMs: 0 } },
  timeout: { title: "never answers", behaviour: { mode: "timeout", status: 500, delayMs: 0 } },
  unauthorized: { title: "refuses the token (401)", behaviour: { mode: "unauthorized", status: 500, delayMs: 0 } },
  forbidden: { title: "is forbidden (403)", behaviour: { mode: "forbidden", status: 500, delayMs: 0 } },
  unavailable_after_work: {
    title: "works, then drops the connection",
    behaviour: { mode: "unavailable_after_work", status: 500, delayMs: 0 },
  },
} as const satisfies Record<string, { title: string; behaviour: CallBehaviour }>

export type FaultChoice = keyof typeof faultChoices

const callLabels = {
  token: "Token",
  newOrder: "Create a checkout (new-order)",
  checkStatus: "Ask about a checkout (check-status)",
  routes: "List the routes (assigned-routes)",
} as const satisfies Record<MisbehavingCall, string>

/** The form that switches the gateway's faults. */
export function behaviourForm(behaviour: Behaviour): View {
  return html`<section class="card wide" id="behaviour" aria-labelledby="behaviour-title">
    <h2 id="behaviour-title">How the gateway behaves</h2>
    <form method="post" action="/behaviour">
      <div class="fields">
        ${misbehavingCalls.map((call) => callField(call, behaviour[call]))}
        <div>
          <label for="callbacks">Callbacks</label>
          <select id="callbacks" name="callbacks">
            ${option("send", "are sent", behaviour.callbacks)} ${option("never", "are never sent", behaviour.callbacks)}
          </select>
        </div>
        <div>
          <label for="callbackDelay">Seconds before they are sent</label>
          <input
            id="callbackDelay"
            name="callbackDelay"
            type="number"
            min="0"
            max="600"
            step="1"
            required
            value="${behaviour.callbackDelayMs / 1000}"
          />
        </div>
      </div>
      <div class="buttons even">
        <button class="primary">Let it behave so</button>
        <button formaction="/behaviour/ok" formnovalidate>Let all work again</button>
        <button formaction="/tokens/revoke" formnovalidate>Refuse all tokens so far</button>
        <button class="danger" formaction="/reset" formnovalidate>Forget everything</button>
      </div>
    </form>
  </section>`
}

function callField(call: MisbehavingCall, current: CallBehaviour): View {
  const chosen = choiceOf(current)
  return html`<div>
    <label for="${call}">${callLabels[call]}</label>
    <select id="${call}" name="${call}">
      ${Object.entries(faultChoices).map(([name, { title }]) => option(name, title, chosen))}
      ${chosen === "other" ? option("other", `stays as it was scripted: ${current.mode}`, chosen) : ""}
    </select>
  </div>`
}

/** The choice that is the behaviour at this moment; `other` for one that only a script can set. */
function choiceOf(current: CallBehaviour): FaultChoice | "other" {
  const known = Object.entries(faultChoices).find(
    ([, { behaviour }]) =>
      behaviour.mode === current.mode &&
      behaviour.delayMs === current.delayMs &&
      (current.mode !== "error" || behaviour.status === current.status) &&
      current.times === undefined,
  )
  return known ? (known[0] as FaultChoice) : "other"
}

function option(value: string, title: string, current: string): View {
  return html`<option value="${value}" ${value === current ? "selected" : ""}>${title}</option>`
}
