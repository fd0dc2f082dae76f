import { html } from "hono/html"
import {
  isSettled,
  nextStep,
  payableUntil,
  paymentWords,
  problemSentence,
  sentenceFor,
  shopperState,
  WATCH_PAUSES_IN_MILLISECONDS,
  type AlmaraCheckout,
  type AlmaraLanguage,
  type AlmaraProblemKind,
  type ShopperSentence,
} from "../../../src/storefront"
import { formatMoney } from "../money"
import { timeZone } from "../shop"
import { layout, problemNote, type View } from "./layout"
import { sign } from "./sign"

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
  const refresh =
    isSettled(checkout) || pause === undefined
      ? undefined
      : { seconds: Math.max(2, pause / 1000), address: addressOf(checkout, look + 1) }
  const state = shopperState(checkout, refresh === undefined && !isSettled(checkout) ? "unconfirmed" : undefined)
  const sentence = sentenceFor(state, language, { checkout, timeZone })
  return layout(
    sentence.title,
    html`<section class="card narrow result" data-payment-session-id="${checkout.payment_session_id}">
      ${sign(state)}
      <div role="status">
        <h1>${sentence.title}</h1>
        <p data-text>${sentence.text}</p>
      </div>
      ${problemNote(problem && problemSentence(problem, language))} ${facts(checkout, language)}
      <div class="actions">
        ${isSettled(checkout) ? "" : stillToPay(checkout, language)} ${nextAction(checkout, sentence, language)}
        ${startOver(checkout, language)}
      </div>
    </section>`,
    { language, refresh },
  )
}

/**
 * A page for no payment: the link leads to none, or the store cannot be asked now and is looked at again at `address`.
 */
export function noPaymentPage(state: "unknown" | "unreachable", language: AlmaraLanguage, address = "/"): View {
  const { title, text, actionLabel } = sentenceFor(state, language)
  const content = html`<section class="card narrow result">
    ${sign(state)}
    <h1>${title}</h1>
    <p>${text}</p>
    <div class="actions"><a class="button wide" href="${address}">${actionLabel}</a></div>
  </section>`
  return layout(title, content, { language })
}

function facts(
  { order, amount, currency_code, status, can_retry, is_outdated, outstanding_amount }: AlmaraCheckout,
  language: AlmaraLanguage,
): View {
  const words = paymentWords(language)
  const isOtherSum = can_retry && outstanding_amount !== null && (is_outdated || status === "paid")
  return html`<dl>
    ${
      order === null
        ? ""
        : html`<div>
            <dt>${words.orderNumber}</dt>
            <dd>${order.display_id}</dd>
          </div>`
    }
    ${
      is_outdated
        ? ""
        : html`<div>
            <dt>${status === "paid" ? words.paid : words.amount}</dt>
            <dd>${formatMoney(amount, currency_code)}</dd>
          </div>`
    }
    ${
      isOtherSum
        ? html`<div>
            <dt>${words.stillOpen}</dt>
            <dd>${formatMoney(outstanding_amount, currency_code)}</dd>
          </div>`
        : ""
    }
  </dl>`
}

/** The way to Almara's page for a shopper who has not paid there yet. */
function stillToPay(checkout: AlmaraCheckout, language: AlmaraLanguage): View | "" {
  const step = nextStep(checkout)
  if (step.kind !== "pay") return ""
  const words = paymentWords(language)
  return html`<p class="quiet">
    ${words.notPaidYet} ${payableUntil(checkout, language, { timeZone })}<br />
    <a href="${step.url}">${words.goToPayment}</a>
  </p>`
}

function nextAction(
  checkout: AlmaraCheckout,
  { action, actionLabel }: ShopperSentence,
  language: AlmaraLanguage,
): View {
  const words = paymentWords(language)
  switch (action) {
    case "retry":
      return html`<form method="post" action="/checkout/almara/retry">
          <input type="hidden" name="payment_session_id" value="${checkout.payment_session_id}" />
          <button class="primary wide">${actionLabel}</button>
        </form>
        <a class="button wide" href="/">${words.backToShop}</a>`
    case "shop":
      return html`<a class="button wide" href="/">${actionLabel}</a>`
    case "look":
      return html`<a class="button wide" data-look href="${addressOf(checkout, 0)}">${actionLabel}</a>`
    case "wait":
      // The link is shown by the script when it has stopped looking.
      return html`<p class="quiet" data-waiting>${words.looksAgain}</p>
        <a class="button wide" data-look href="${addressOf(checkout, 0)}" hidden
          >${sentenceFor("unconfirmed", language).actionLabel}</a
        >`
  }
}

/** For the shopper who wants to order something else: the order keeps its goods until it is given up. */
function startOver(checkout: AlmaraCheckout, language: AlmaraLanguage): View | "" {
  if (!checkout.can_start_over || !isSettled(checkout)) return ""
  const words = paymentWords(language)
  return html`<form method="post" action="/checkout/almara/start-over">
    <input type="hidden" name="payment_session_id" value="${checkout.payment_session_id}" />
    <button class="wide">${words.startOver}</button>
    <p class="quiet">${words.startOverNote}</p>
  </form>`
}

function addressOf({ payment_session_id }: AlmaraCheckout, look: number): string {
  return `/checkout/almara?${new URLSearchParams({ payment_session_id, look: String(look) }).toString()}`
}
