import { html, raw } from "hono/html"
import { formatMoney } from "../money"
import type { Product } from "../shop"
import { layout, problemNote, type View } from "./layout"

const mostPerShirt = 5

/** The shirts, each with a quantity, and one button. */
export function homePage(products: Product[], problem?: string): View {
  const shirts = products.flatMap((product) =>
    product.variants?.[0] ? [{ product, variant: product.variants[0] }] : [],
  )
  return layout(
    "Shirts",
    html`<h1>Three good shirts</h1>
      <p class="lead">Cut and sewn in Nairobi, sent free of charge anywhere in Kenya.</p>
      ${problemNote(problem)}
      <form method="post" action="/cart">
        <ul class="shirts">
          ${shirts.map(({ product, variant }) => shirtCard(product, variant))}
        </ul>
        ${shirts.length === 0 ? html`<p>There is nothing for sale just now.</p>` : html`<button class="primary wide">Buy</button>`}
      </form>`,
  )
}

function shirtCard(product: Product, variant: NonNullable<Product["variants"]>[number]): View {
  const price = variant.calculated_price
  const stock = variant.manage_inventory ? (variant.inventory_quantity ?? 0) : mostPerShirt
  const field = `quantity.${variant.id}`
  return html`<li class="card shirt">
    ${shirtPicture(product.metadata?.colour)}
    <div class="about">
      <h2>${product.title}</h2>
      <p class="price">${price ? formatMoney(price.calculated_amount ?? 0, price.currency_code ?? "kes") : ""}</p>
    </div>
    ${
      stock < 1
        ? html`<p class="quiet">Sold out</p>`
        : html`<div class="quantity">
            <label for="${field}">Quantity<span class="hidden"> of ${product.title}</span></label>
            <select id="${field}" name="${field}" autocomplete="off">
              ${quantities(Math.min(stock, mostPerShirt))}
            </select>
          </div>`
    }
  </li>`
}

function quantities(most: number): View[] {
  return Array.from(
    { length: most + 1 },
    (_, count) => html`<option value="${count}" ${count === 1 ? raw("selected") : ""}>${count}</option>`,
  )
}

/** A drawing in the shirt's colour. */
function shirtPicture(colour: unknown): View {
  const fill = typeof colour === "string" && /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#8a8279"
  return html`<svg class="picture" viewBox="0 0 120 120" aria-hidden="true" focusable="false">
    <path fill="${fill}" d="M43 22 20 33 8 60l17 8 6-9v41h58V59l6 9 17-8-12-27-23-11c-3 8-9 12-17 12s-14-4-17-12Z" />
    <path
      fill="none"
      stroke="#fff"
      stroke-opacity=".45"
      stroke-width="2"
      d="M43 22c3 8 9 12 17 12s14-4 17-12M60 35v65M31 59v-9M89 59v-9"
    />
    <g fill="#fff" fill-opacity=".6">
      <circle cx="60" cy="48" r="1.8" />
      <circle cx="60" cy="62" r="1.8" />
      <circle cx="60" cy="76" r="1.8" />
    </g>
  </svg>`
}
