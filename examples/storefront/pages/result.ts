import { html } from "hono/html"
import { formatMoney } from "../money"
import type { AlmaraCheckout } from "../payment"
import { layout, problemNote, type View } from "./layout"

type Status = AlmaraCheckout["status"]
type Mood = "good" | "waiting" | "bad"

/** The pauses before the page looks again. After the last one the shopper decides. */
const pausesInSeconds = [2, 3, 4, 6, 8, 12, 20, 30, 45, 60]

const words = {
  created: { title: "Your payment is being prepared", mood: "waiting" },
  open: { title: "Waiting for your payment", mood: "waiting" },
  pending: { title: "Waiting for your payment", mood: "waiting" },
  paid: { title: "Thank you", mood: "good" },
  failed: { title: "The payment did not go through", mood: "bad" },
  canceled: { title: "Payment canceled", mood: "bad" },
  expired: { title: "The time to pay is over", mood: "bad" },
  review: { title: "We are looking at your payment", mood: "waiting" },
} as const satisfies Record<Status, { title: string; mood: Mood }>

/** Where the shopper arrives from Almara's page. `look` counts how often the page has looked already. */
export function resultPage(checkout: AlmaraCheckout, look: number, problem?: string): View {
  const { title, mood } = words[checkout.status]
  const address = addressOf(checkout, look + 1)
  const pause = pausesInSeconds[look]
  const refresh = isStillMoving(checkout) && pause !== undefined ? { seconds: pause, address } : undefined
  return layout(
    title,
    html`<section class="card narrow result">
      ${sign(mood)}
      <div role="status" aria-live="polite">
        <h1>${title}</h1>
        <p>${checkout.message}</p>
      </div>
      ${problemNote(problem)} ${facts(checkout)} ${waiting(checkout, refresh !== undefined)} ${nextAction(checkout)}
    </section>`,
    refresh
  )
}

/** The status is not final, or the order of a paid cart is still being placed. */
function isStillMoving({ status, order }: AlmaraCheckout): boolean {
  return status === "created" || status === "open" || status === "pending" || (status === "paid" && order === null)
}

function facts({ order, amount, currency_code, status }: AlmaraCheckout): View {
  return html`<dl>
    ${order === null
      ? ""
      : html`<div>
          <dt>Order number</dt>
          <dd>${order.display_id}</dd>
        </div>`}
    <div>
      <dt>${status === "paid" ? "Paid" : "Amount"}</dt>
      <dd>${formatMoney(amount, currency_code)}</dd>
    </div>
  </dl>`
}

function waiting(checkout: AlmaraCheckout, refreshes: boolean): View | "" {
  if (!isStillMoving(checkout)) return ""
  const { status, checkout_url } = checkout
  return html`<p class="quiet">
      ${refreshes ? "This page looks again by itself." : html`<a href="${addressOf(checkout, 0)}">Look again</a>.`} Nothing is lost when you close it.
    </p>
    ${status !== "paid" && checkout_url !== null ? html`<p class="quiet">Not paid yet? <a href="${checkout_url}">Go to Almara's page</a>.</p>` : ""}`
}

function nextAction(checkout: AlmaraCheckout): View | "" {
  if (checkout.can_retry) {
    return html`<form method="post" action="/checkout/almara/retry">
      <input type="hidden" name="payment_session_id" value="${checkout.payment_session_id}" />
      <button class="primary wide">Try again</button>
    </form>`
  }
  return isStillMoving(checkout) ? "" : html`<a class="button wide" href="/">Back to the shirts</a>`
}

function addressOf({ payment_session_id }: AlmaraCheckout, look: number): string {
  return `/checkout/almara?${new URLSearchParams({ payment_session_id, look: String(look) }).toString()}`
}

/** A sign beside the words, never in place of them. */
function sign(mood: Mood): View {
  const path = { good: "M14 25l7 7 14-15", waiting: "M24 14v11l7 5", bad: "M17 17l14 14M31 17L17 31" }[mood]
  return html`<svg class="sign ${mood}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="22" />
    <path d="${path}" />
  </svg>`
}
