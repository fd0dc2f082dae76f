import { html } from "hono/html"
import type { Behaviour } from "../behaviour"
import { reportedOrder } from "../message"
import type { Checkout, Delivery } from "../state"
import { behaviourForm } from "./behaviour-form"
import { layout, type View } from "./layout"
import { age, stateWord, totalOf } from "./words"

/** How many checkouts the page shows; `GET /simulator/checkouts` has them all. */
export const shownCheckouts = 200

/** A checkout, and whether its time is over. */
export interface ListedCheckout {
  checkout: Checkout
  isExpired: boolean
}

/** What the front page shows. */
export interface HomeView {
  checkouts: readonly ListedCheckout[]
  behaviour: Behaviour
  now: number
  /** The variables of a store that uses the simulator, one a line. */
  settings: readonly string[]
}

/** The simulator's front page: its newest checkouts, and how the gateway behaves. */
export function homePage({ checkouts, behaviour, now, settings }: HomeView): View {
  const count = checkouts.length === 1 ? "1 checkout" : `${checkouts.length} checkouts`
  const [newest] = checkouts
  const summary = newest ? `${count}. ${summaryOf(newest)}` : "No checkouts."
  return layout(
    "Checkouts",
    html`<section class="card wide" aria-labelledby="checkouts-title">
        <h1 id="checkouts-title">Checkouts</h1>
        <div id="checkouts" data-live data-summary="${summary}">
          ${checkouts.length === 0 ? emptyState(settings) : checkoutTable(checkouts, count, now)}
        </div>
      </section>
      ${behaviourForm(behaviour)}`,
    { behaviour, isLive: true },
  )
}

function summaryOf({ checkout, isExpired }: ListedCheckout): string {
  return `The newest, ${reportedOrder(checkout).checkoutReference}, is ${stateWord(checkout, isExpired)}.`
}

function emptyState(settings: readonly string[]): View {
  return html`<p>There are none yet. Two steps, and one appears here by itself:</p>
    <ol>
      <li>
        Put these lines into the <code>.env</code> of your store, and start it anew:
        <pre tabindex="0"><code>${settings.join("\n")}</code></pre>
      </li>
      <li>Order something there with Almara, as a shopper would.</li>
    </ol>`
}

function checkoutTable(checkouts: readonly ListedCheckout[], count: string, now: number): View {
  const shown = checkouts.length > shownCheckouts ? `, the newest ${shownCheckouts} are shown` : ""
  return html`<p class="quiet">${count}${shown}, newest first</p>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Reference</th>
          <th scope="col" class="amount">Amount</th>
          <th scope="col">State</th>
          <th scope="col">Age</th>
          <th scope="col">The store's last answer</th>
        </tr>
      </thead>
      <tbody>
        ${checkouts.slice(0, shownCheckouts).map((listed) => checkoutRow(listed, now))}
      </tbody>
    </table>`
}

function checkoutRow({ checkout, isExpired }: ListedCheckout, now: number): View {
  const state = stateWord(checkout, isExpired)
  return html`<tr data-key="${checkout.checkoutId}">
    <th scope="row"><a href="/checkouts/${checkout.checkoutId}">${reportedOrder(checkout).checkoutReference}</a></th>
    <td class="amount" data-label="Amount">${totalOf(checkout)}</td>
    <td data-label="State"><span class="state" data-state="${state}">${state}</span></td>
    <td data-label="Age"><time datetime="${checkout.createdAt}">${age(checkout.createdAt, now)}</time></td>
    <td data-label="The store's last answer">${describeDeliveries(checkout)}</td>
  </tr>`
}

function describeDeliveries({ deliveries, underWay }: Checkout): string {
  const waiting = underWay > 0 ? "one is on its way" : undefined
  const last = deliveries.at(-1)
  return [last && describe(last, deliveries.length), waiting].filter(Boolean).join(", ") || "nothing sent yet"
}

function describe(last: Delivery, count: number): string {
  return `${last.status ?? "no answer"}${count > 1 ? ` (${count} sent)` : ""}`
}
