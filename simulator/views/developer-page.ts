import { html } from "hono/html"
import { faultsOf, type Behaviour } from "../behaviour"
import { reportedOrder } from "../message"
import { behaviours, moments, presets } from "../presets"
import { resultCodes } from "../result-codes"
import type { Checkout, Delivery } from "../state"
import { layout, type View } from "./layout"
import { age, stateWord, timeOfDay, totalOf } from "./words"

/** How many checkouts the page shows; `GET /simulator/checkouts` has them all. */
const shownCheckouts = 200

/** What the developer's page shows. */
export interface DeveloperView {
  /** The newest first. */
  checkouts: readonly { checkout: Checkout; isExpired: boolean }[]
  /** The checkout that something was done with. */
  chosen: string | undefined
  behaviour: Behaviour
  now: number
  /** The variables of a store that uses the simulator, one a line. */
  settings: readonly string[]
}

/** The one page for a developer: what can be done, the newest checkouts, and how the gateway behaves. */
export function developerPage({ checkouts, chosen, behaviour, now, settings }: DeveloperView): View {
  const shown = checkouts.slice(0, shownCheckouts)
  const items = shown.map(({ checkout, isExpired }) => checkoutItem(checkout, isExpired, now))
  return layout(
    "Checkouts",
    html`<section class="card wide" aria-labelledby="title">
        <h1 id="title">Checkouts</h1>
        ${shown.length === 0 ? emptyState(settings) : orderForm(shown, chosen)}
      </section>
      ${shown.length === 0 ? "" : html`<section class="card wide" aria-label="The newest checkouts">${items}</section>`}
      ${behaviourForm(behaviour)}`,
  )
}

function emptyState(settings: readonly string[]): View {
  return html`<p>There are none yet. Put these lines into the <code>.env</code> of your store, and start it anew:</p>
    <pre tabindex="0"><code>${settings.join("\n")}</code></pre>
    <p>Then order something there with Almara, as a shopper would, and load this page again.</p>`
}

function orderForm(checkouts: DeveloperView["checkouts"], chosen: string | undefined): View {
  const codes = resultCodes.map(({ code, description }) => html`<option value="${code}">${description}</option>`)
  return html`<form method="post" action="/checkouts/order">
    ${select(
      "checkout",
      "Checkout",
      checkouts.map(({ checkout }) => [checkout.checkoutId, reportedOrder(checkout).checkoutReference]),
      chosen,
    )}
    ${select("order", "What happens to it", titlesOf(presets))}
    <label for="value">The code, status, amount, currency or reference; without it, a likely one</label>
    <input id="value" name="value" list="codes" autocomplete="off" />
    <datalist id="codes">${codes}</datalist>
    ${select("when", "The callback is sent", titlesOf(moments))}
    <label for="seconds">Seconds, if late</label>
    <input id="seconds" name="seconds" type="number" min="0" max="600" value="10" />
    <p class="buttons"><button class="primary">Do it</button> <a class="button" href="/">Load again</a></p>
  </form>`
}

function checkoutItem(checkout: Checkout, isExpired: boolean, now: number): View {
  const { checkoutId, createdAt, deliveries, underWay, request } = checkout
  const { Status, StatusDesc, ResultCode, ResultDesc, ThirdPartyPayload } = checkout.checkoutOutcome
  const state = stateWord(checkout, isExpired)
  return html`<article id="${checkoutId}" tabindex="-1">
    <h2><a href="/pay/${checkoutId}">${reportedOrder(checkout).checkoutReference}</a></h2>
    <p>
      <strong class="state" data-state="${state}">${state}</strong>, ${totalOf(checkout)}, ${age(createdAt, now)} old,
      due ${request.checkoutDueDate}, <code>${request.originatorConversationId}</code>
    </p>
    <p class="quiet">
      Reported: Status ${Status} (${StatusDesc}), code ${ResultCode} (${ResultDesc})
      ${ThirdPartyPayload?.Reference ?? ""}
    </p>
    <ol>
      ${deliveries.map((delivery) => html`<li>${answerOf(delivery)}</li>`)}
    </ol>
    <p>${deliveries.length === 0 ? "Nothing was sent yet." : ""}${underWay > 0 ? `On their way: ${underWay}.` : ""}</p>
  </article>`
}

const kinds = { callback: "callback", return: "shopper returned", cancel: "shopper canceled" } as const

/** What was sent, and what the store said. */
function answerOf({ at, kind, wrong, attempt, status, milliseconds, answer, location, error }: Delivery): View {
  const what = `${kinds[kind]}${wrong ? `, wrong: ${wrong}` : ""}${attempt > 1 ? `, try ${attempt}` : ""}`
  const said = location === undefined ? answer || error || "(empty)" : `sends the browser to ${location}`
  return html`${timeOfDay(at)} ${what}: <strong>${status ?? "no answer"}</strong> in ${milliseconds} ms
    <code>${said}</code>`
}

function behaviourForm(behaviour: Behaviour): View {
  const faults = faultsOf(behaviour)
  return html`<section class="card wide" id="behaviour" aria-labelledby="behaviour-title">
    <h2 id="behaviour-title">How the gateway behaves</h2>
    <p role="status">${faults === "" ? "All works." : faults}</p>
    <form method="post" action="/behaviour">
      ${select(
        "change",
        "From now on",
        behaviours.map(({ title, change }) => [JSON.stringify(change), title]),
      )}
      <p class="buttons">
        <button class="primary">Let it behave so</button>
        <button formaction="/behaviour/ok">Let all work again</button>
        <button formaction="/tokens/revoke">Refuse all tokens so far</button>
        <button class="danger" formaction="/reset">Forget everything</button>
      </p>
    </form>
  </section>`
}

function titlesOf(choices: Record<string, { title: string }>): [value: string, title: string][] {
  return Object.entries(choices).map(([name, { title }]) => [name, title])
}

function select(
  name: string,
  label: string,
  choices: readonly [value: string, title: string][],
  chosen?: string,
): View {
  const options = choices.map(
    ([value, title]) => html`<option value="${value}" ${value === chosen ? "selected" : ""}>${title}</option>`,
  )
  return html`<label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options}
    </select>`
}
