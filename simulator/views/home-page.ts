import { html } from "hono/html"
import { reportedAmount, reportedOrder } from "../message"
import { formatMoney } from "../money"
import type { Checkout, Delivery } from "../state"
import { layout, type View } from "./layout"

/** How many checkouts the page shows; `GET /simulator/checkouts` has them all. */
export const shownCheckouts = 200

/** The simulator's front page: its newest checkouts. */
export function homePage(checkouts: readonly Checkout[]): View {
  return layout(
    "Checkouts",
    html`<section class="card wide">
      <h1>Checkouts</h1>
      ${checkouts.length === 0 ? emptyState : checkoutTable(checkouts)}
    </section>`,
  )
}

const emptyState = html`<p>
  There are none yet. Point a store at this address and place an order: its checkout will stand here.
</p>`

function checkoutTable(checkouts: readonly Checkout[]): View {
  const count = checkouts.length === 1 ? "1 checkout" : `${checkouts.length} checkouts`
  const shown = checkouts.length > shownCheckouts ? `, the newest ${shownCheckouts} are shown` : ""
  return html`<p class="quiet">${count}${shown}</p>
    <div class="scroll" role="region" aria-label="Checkouts" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Reference</th>
            <th scope="col" class="amount">Amount</th>
            <th scope="col">State</th>
            <th scope="col">Callbacks</th>
          </tr>
        </thead>
        <tbody>
          ${checkouts.slice(0, shownCheckouts).map(checkoutRow)}
        </tbody>
      </table>
    </div>`
}

function checkoutRow(checkout: Checkout): View {
  const order = reportedOrder(checkout)
  return html`<tr>
    <th scope="row"><a href="/pay/${checkout.checkoutId}">${order.checkoutReference}</a></th>
    <td class="amount">${formatMoney(reportedAmount(checkout), order.checkoutCurrencyName)}</td>
    <td>${checkout.outcome}</td>
    <td>${describeDeliveries(checkout.deliveries)}</td>
  </tr>`
}

function describeDeliveries(deliveries: readonly Delivery[]): string {
  const last = deliveries.at(-1)
  if (last === undefined) {
    return "none"
  }
  return `${deliveries.length} sent, last: ${last.status ?? "no answer"}`
}
