import { html } from "hono/html"
import { returnFields, cancelFields, reportedAmount, reportedOrder } from "../message"
import { formatMoney } from "../money"
import { declinedCode, resultCodes } from "../result-codes"
import type { Checkout } from "../state"
import { layout, type View } from "./layout"
import { storeForm } from "./return-page"

/** The hosted page of a checkout that can still be paid. */
export function openCheckoutPage(checkout: Checkout): View {
  const total = totalOf(checkout)
  const action = (name: string) => `/pay/${checkout.checkoutId}/${name}`
  return layout(
    `Pay ${total}`,
    html`<section class="card">
        <h1>Pay ${total}</h1>
        ${summary(checkout)}
        <form method="post" action="${action("pay")}">
          <button class="primary">Pay ${total}</button>
        </form>
      </section>
      <section class="card" aria-labelledby="otherwise">
        <h2 id="otherwise">Or let it end otherwise</h2>
        <form class="choice" method="post" action="${action("decline")}">
          <div>
            <label for="code">Result code</label>
            <select id="code" name="code">
              <optgroup label="Failed">${resultCodes.filter(({ failed }) => failed).map(codeOption)}</optgroup>
              <optgroup label="Not final, or for a person to look at">
                ${resultCodes.filter(({ code, failed }) => code !== 0 && !failed).map(codeOption)}
              </optgroup>
            </select>
          </div>
          <button>Decline</button>
        </form>
        <div class="pair">
          <form method="post" action="${action("cancel")}"><button>Cancel</button></form>
          <form method="post" action="${action("later")}"><button>Decide later</button></form>
        </div>
      </section>`,
  )
}

/** The hosted page of a checkout that has its outcome. */
export function decidedCheckoutPage(checkout: Checkout): View {
  const { Status, StatusDesc, ResultCode, ResultDesc, ThirdPartyPayload } = checkout.checkoutOutcome
  const title = checkout.outcome === "paid" ? "This checkout is paid" : "This checkout was declined"
  return layout(
    title,
    html`<section class="card">
      <h1>${title}</h1>
      ${summary(checkout)}
      <dl>
        <dt>Status</dt>
        <dd>${StatusDesc} (${Status})</dd>
        <dt>Result</dt>
        <dd>${ResultDesc} (${ResultCode})</dd>
        ${
          ThirdPartyPayload?.Reference === undefined
            ? ""
            : html`<dt>Transaction</dt>
                <dd>${ThirdPartyPayload.Reference}</dd>`
        }
      </dl>
      ${storeForm(checkout.request.checkoutReturnUrl, returnFields(checkout))}
    </section>`,
  )
}

/** The hosted page of a checkout that nobody paid in time. */
export function expiredCheckoutPage(checkout: Checkout): View {
  return layout(
    "This checkout has expired",
    html`<section class="card">
      <h1>This checkout has expired</h1>
      <p>${whyExpired(checkout)} It can no longer be paid.</p>
      ${summary(checkout)} ${storeForm(checkout.request.checkoutCancelUrl, cancelFields(checkout))}
    </section>`,
  )
}

function whyExpired({ expiredAt, request }: Checkout): View | string {
  if (expiredAt !== undefined) return "A developer decided that its time is over."
  const dueDate = new Date(request.checkoutDueDate)
  const due = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(
    dueDate,
  )
  return html`It was due on <time datetime="${dueDate.toISOString()}">${due} UTC</time>.`
}

function summary(checkout: Checkout): View {
  const order = reportedOrder(checkout)
  return html`<p class="quiet">Reference ${order.checkoutReference}</p>
    ${order.checkoutNotes ? html`<p>${order.checkoutNotes}</p>` : ""}
    <table>
      <caption class="hidden">
        What is paid for
      </caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="amount">Price</th>
        </tr>
      </thead>
      <tbody>
        ${order.checkoutRequestLines.map(
          ({ sku, name, price }) =>
            html`<tr>
              <th scope="row">${name}<span class="sku">${sku}</span></th>
              <td class="amount">${formatMoney(price, order.checkoutCurrencyName)}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td class="amount">${totalOf(checkout)}</td>
        </tr>
      </tfoot>
    </table>`
}

function codeOption({ code, description }: { code: number; description: string }): View {
  return html`<option value="${code}" ${code === declinedCode ? "selected" : ""}>${code}: ${description}</option>`
}

function totalOf(checkout: Checkout): string {
  return formatMoney(reportedAmount(checkout), reportedOrder(checkout).checkoutCurrencyName)
}
