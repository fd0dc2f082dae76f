import { html } from "hono/html"
import {
  isSettled,
  nextStep,
  paymentWords,
  problemSentence,
  sentenceFor,
  shopperState,
  WATCH_PAUSES_IN_MILLISECONDS,
  type AlmaraCheckout,
  type AlmaraLanguage,
  type AlmaraProblemKind,
  type ShopperMood,
  type ShopperSentence,
} from "../../../src/storefront"
import { formatMoney } from "../money"
import { layout, problemNote, type View } from "./layout"

interface ResultView {
  language: AlmaraLanguage
  /** Without scripts: how often the page has looked already. */
  look?: number
  /** Why a new attempt was not possible. */
  problem?: AlmaraProblemKind
}

/** Where the shopper arrives from Almara's page: paid, still being confirmed, failed, or canceled, and what to do. */
export function resultPage(checkout: AlmaraCheckout, { language, look = 0, problem }: ResultView): View {
  const pause = WATCH_PAUSES_IN_MILLISECONDS[look]
  const refresh = isSettled(checkout) || pause === undefined ? undefined : { seconds: Math.max(2, pause / 1000), address: addressOf(checkout, look + 1) }
  const sentence = sentenceFor(shopperState(checkout, refresh === undefined && !isSettled(checkout) ? "unconfirmed" : undefined), language)
  return layout(
    sentence.title,
    html`<section class="card narrow result" data-payment-session-id="${checkout.payment_session_id}">
      ${sign(sentence.mood)}
      <div role="status">
        <h1>${sentence.title}</h1>
        <p data-text>${sentence.text}</p>
      </div>
      ${problemNote(problem && problemSentence(problem, language))} ${facts(checkout, language)} ${waiting(checkout, language, refresh !== undefined)}
      ${nextAction(checkout, sentence, language)}
    </section>`,
    { language, refresh }
  )
}

/** A link that leads to no payment. */
export function unknownPaymentPage(language: AlmaraLanguage): View {
  const { title, text, actionLabel } = sentenceFor("unknown", language)
  const content = html`<section class="card narrow result">
    ${sign("waiting")}
    <h1>${title}</h1>
    <p>${text}</p>
    <a class="button wide" href="/">${actionLabel}</a>
  </section>`
  return layout(title, content, { language })
}

function facts({ order, amount, currency_code, status }: AlmaraCheckout, language: AlmaraLanguage): View {
  const words = paymentWords(language)
  return html`<dl>
    ${order === null
      ? ""
      : html`<div>
          <dt>${words.orderNumber}</dt>
          <dd>${order.display_id}</dd>
        </div>`}
    <div>
      <dt>${status === "paid" ? words.paid : words.amount}</dt>
      <dd>${formatMoney(amount, currency_code)}</dd>
    </div>
  </dl>`
}

function waiting(checkout: AlmaraCheckout, language: AlmaraLanguage, looksAgain: boolean): View | "" {
  if (isSettled(checkout)) return ""
  const words = paymentWords(language)
  const step = nextStep(checkout)
  return html`${looksAgain ? html`<p class="quiet" data-waiting>${words.looksAgain}</p>` : ""}
    ${step.kind === "pay" ? html`<p class="quiet">${words.notPaidYet} <a href="${step.url}">${words.goToPayment}</a></p>` : ""}`
}

function nextAction(checkout: AlmaraCheckout, { action, actionLabel }: ShopperSentence, language: AlmaraLanguage): View {
  switch (action) {
    case "retry":
      return html`<form method="post" action="/checkout/almara/retry">
        <input type="hidden" name="payment_session_id" value="${checkout.payment_session_id}" />
        <button class="primary wide">${actionLabel}</button>
      </form>`
    case "shop":
      return html`<a class="button wide" href="/">${actionLabel}</a>`
    case "look":
      return html`<a class="button wide" data-look href="${addressOf(checkout, 0)}">${actionLabel}</a>`
    case "wait":
      // Shown by the script when it has stopped looking.
      return html`<a class="button wide" data-look href="${addressOf(checkout, 0)}" hidden>${sentenceFor("unconfirmed", language).actionLabel}</a>`
  }
}

function addressOf({ payment_session_id }: AlmaraCheckout, look: number): string {
  return `/checkout/almara?${new URLSearchParams({ payment_session_id, look: String(look) }).toString()}`
}

/** A sign beside the words, never in place of them. */
function sign(mood: ShopperMood): View {
  const path = { good: "M14 25l7 7 14-15", waiting: "M24 14v11l7 5", bad: "M17 17l14 14M31 17L17 31" }[mood]
  return html`<svg class="sign ${mood}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="22" />
    <path d="${path}" />
  </svg>`
}
