import { html, raw } from "hono/html"
import { paymentWords } from "../../../src/storefront"
import type { DeliveryForm } from "../delivery-form"
import { formatMoney } from "../money"
import type { Cart, ShippingOption } from "../shop"
import { layout, problemNote, type View } from "./layout"

interface CheckoutView {
  cart: Cart
  options: ShippingOption[]
  values: DeliveryForm
  /** Fields that were left empty or are wrong. */
  missing?: string[]
  /** Why the payment could not be started. */
  problem?: string
  /** The shopper has given an order up, and this cart has the same things. */
  isStartedOver?: boolean
}

/** Who buys, where to, how, and what it costs; the button starts the payment. */
export function checkoutPage({
  cart,
  options,
  values,
  missing = [],
  problem,
  isStartedOver = false,
}: CheckoutView): View {
  const field = (
    name: keyof DeliveryForm,
    label: string,
    autocomplete: string,
    more: { type?: string; wanted?: string } = {},
  ) => textField({ name, label, autocomplete, value: values[name] ?? "", isWrong: missing.includes(name), ...more })
  const note = problem ?? (missing.length > 0 ? "Please look at the marked fields." : undefined)
  return layout(
    "Checkout",
    html`<h1>Checkout</h1>
      ${problemNote(note)} ${isStartedOver ? html`<p role="status">${paymentWords("en").startedOver}</p>` : ""}
      <form class="checkout" method="post" action="/checkout">
        <div class="card">
          <fieldset>
            <legend>Contact</legend>
            ${field("email", "E-mail", "email", { type: "email", wanted: "An address such as name@example.com is needed." })}
          </fieldset>
          <fieldset>
            <legend>Delivery in Kenya</legend>
            <div class="pair">
              ${field("firstName", "First name", "given-name")} ${field("lastName", "Last name", "family-name")}
            </div>
            ${field("address", "Address", "address-line1")}
            <div class="pair">
              ${field("postalCode", "Postal code", "postal-code")} ${field("city", "Town", "address-level2")}
            </div>
          </fieldset>
          <fieldset>
            <legend>Shipping</legend>
            ${options.map((option, index) => shippingChoice(option, cart.currency_code, isChosen(option, index, values)))}
          </fieldset>
        </div>
        <section class="card summary" aria-labelledby="summary">
          <h2 id="summary">Your order</h2>
          ${summary(cart)}
          <button class="primary wide">${problem === undefined ? "Pay with card (Almara)" : "Try again"}</button>
          <p class="quiet">You pay on Almara's page. This shop never sees your card.</p>
        </section>
      </form>`,
  )
}

interface TextField {
  name: string
  label: string
  value: string
  autocomplete: string
  isWrong: boolean
  type?: string
  /** What is said when it is wrong. */
  wanted?: string
}

function textField({
  name,
  label,
  value,
  autocomplete,
  isWrong,
  type = "text",
  wanted = "This is needed.",
}: TextField): View {
  const wrong = raw(`aria-invalid="true" aria-describedby="${name}-wrong"`)
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      maxlength="120"
      required
      ${isWrong ? wrong : ""}
    />
    ${isWrong ? html`<span class="wrong" id="${name}-wrong">${wanted}</span>` : ""}
  </div>`
}

function shippingChoice({ id, name, amount }: ShippingOption, currency: string, chosen: boolean): View {
  const price = amount ? formatMoney(amount, currency) : "Free"
  return html`<label class="choice">
    <input type="radio" name="shippingOptionId" value="${id}" required ${chosen ? raw("checked") : ""} />
    <span>${name}</span>
    <span class="amount">${price}</span>
  </label>`
}

function isChosen(option: ShippingOption, index: number, { shippingOptionId }: DeliveryForm): boolean {
  return shippingOptionId ? option.id === shippingOptionId : index === 0
}

function summary(cart: Cart): View {
  const money = (amount: number) => formatMoney(amount, cart.currency_code)
  return html`<table>
    <caption class="hidden">
      What you buy
    </caption>
    <thead class="hidden">
      <tr>
        <th scope="col">Item</th>
        <th scope="col">Price</th>
      </tr>
    </thead>
    <tbody>
      ${(cart.items ?? []).map(
        ({ product_title, title, quantity, total, unit_price }) =>
          html`<tr>
            <th scope="row">
              ${product_title ?? title}${quantity > 1 ? html` <span class="quiet">× ${quantity}</span>` : ""}
            </th>
            <td class="amount">${money(total ?? unit_price * quantity)}</td>
          </tr>`,
      )}
      <tr>
        <th scope="row">Shipping</th>
        <td class="amount">${cart.shipping_total ? money(cart.shipping_total) : "Free"}</td>
      </tr>
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">Total</th>
        <td class="amount">${money(cart.total)}</td>
      </tr>
    </tfoot>
  </table>`
}
