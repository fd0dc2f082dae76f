import { html } from "hono/html"
import { sumOfPrices } from "../money"
import { otherCurrencies } from "../other-currencies"
import { declinedCode, resultCodes } from "../result-codes"
import type { Checkout } from "../state"
import type { View } from "./layout"

/** The form that decides what becomes of a checkout, and when the store hears of it. */
export function decisionForm(checkout: Checkout): View {
  const failed = resultCodes.filter(({ failed }) => failed)
  const other = resultCodes.filter(({ code, failed }) => code !== 0 && !failed)
  const { checkoutCurrencyName, checkoutRequestLines, checkoutReference } = checkout.request
  return html`<section class="card wide" aria-labelledby="decision-title">
    <h2 id="decision-title">Decide what becomes of it</h2>
    <form method="post" action="/checkouts/${checkout.checkoutId}/decide">
      <fieldset>
        <legend>Outcome</legend>
        ${choice("paid", "Paid", "", true)}
        ${choice("declined", "Declined, with the code", select("code", "Code of the decline", codeOptions(failed, other)))}
        ${choice(
          "pending",
          "Not final, with the code",
          select(
            "pendingCode",
            "Code that is not final",
            other.map((entry) => codeOption(entry, 14)),
          ),
        )}
        ${choice("unknown", "Something unknown, with the status", number("status", "Unknown status", 7))}
        ${choice("amount", "Paid, but another amount", number("amount", "Another amount", Number(sumOfPrices(checkoutRequestLines)) + 1, "any"))}
        ${choice(
          "currency",
          "Paid, but in another currency",
          select(
            "currency",
            "Another currency",
            otherCurrencies(checkoutCurrencyName).map(({ name }) => html`<option>${name}</option>`),
          ),
        )}
        ${choice(
          "reference",
          "Paid, but under another reference",
          html`<input name="reference" aria-label="Another reference" value="${`${checkoutReference}-OTHER`}" />`,
        )}
        ${choice("canceled", "Canceled by the shopper")} ${choice("expired", "Its time is over")}
      </fieldset>
      <div class="fields">
        <div>
          <label for="when">The callback is sent</label>
          <select id="when" name="when">
            <option value="usual">as the gateway behaves</option>
            <option value="now">now</option>
            <option value="late">late</option>
            <option value="twice">twice at the same time</option>
            <option value="never">never</option>
          </select>
        </div>
        ${secondsField("decision-seconds")}
      </div>
      <div class="buttons"><button class="primary">Decide</button></div>
    </form>
  </section>`
}

/** The forms that send callbacks, right and wrong ones, and the shopper back to the store. */
export function callbackForm(checkout: Checkout): View {
  const address = (name: string) => `/checkouts/${checkout.checkoutId}/${name}`
  return html`<section class="card wide" aria-labelledby="callback-title">
    <h2 id="callback-title">Send to the store</h2>
    <form method="post" action="${address("callback")}">
      <div class="fields">
        <div>
          <label for="kind">A callback</label>
          <select id="kind" name="kind">
            <option value="again">again, as it is</option>
            <option value="twice">twice at the same time</option>
            <option value="late">late</option>
            <option value="signature">with a forged signature</option>
            <option value="unsigned">without a signature</option>
            <option value="other_checkout">to another checkout's address</option>
            <option value="body">with a changed body: paid, one more</option>
            <option value="not_json">with a body that is no JSON</option>
          </select>
        </div>
        ${secondsField("callback-seconds")}
      </div>
      <div class="buttons"><button>Send the callback</button></div>
    </form>
    <form method="post" action="${address("visit")}">
      <div class="buttons">
        <button name="door" value="return">Shopper comes back</button>
        <button name="door" value="cancel">Shopper cancels</button>
      </div>
    </form>
  </section>`
}

function choice(value: string, title: string, control: View | "" = "", isChosen = false): View {
  return html`<div class="option">
    <label><input type="radio" name="outcome" value="${value}" ${isChosen ? "checked" : ""} /> ${title}</label>
    ${control}
  </div>`
}

function select(name: string, label: string, options: View[]): View {
  return html`<select name="${name}" aria-label="${label}">
    ${options}
  </select>`
}

function number(name: string, label: string, value: number, step = "1"): View {
  return html`<input name="${name}" aria-label="${label}" type="number" min="0" step="${step}" value="${value}" />`
}

function secondsField(id: string): View {
  return html`<div>
    <label for="${id}">Seconds, if late</label>
    <input id="${id}" name="seconds" type="number" min="0" max="600" step="1" value="10" />
  </div>`
}

interface ListedCode {
  code: number
  description: string
}

function codeOptions(failed: readonly ListedCode[], other: readonly ListedCode[]): View[] {
  const group = (title: string, codes: readonly ListedCode[]) =>
    html`<optgroup label="${title}">${codes.map((entry) => codeOption(entry, declinedCode))}</optgroup>`
  return [group("Failed", failed), group("Not final, or for a person to look at", other)]
}

function codeOption({ code, description }: ListedCode, chosen: number): View {
  return html`<option value="${code}" ${code === chosen ? "selected" : ""}>${code}: ${description}</option>`
}
