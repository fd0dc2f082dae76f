import {
  AlmaraProblem,
  chooseLanguage,
  isSettled,
  nextStep,
  paymentWords,
  problemSentence,
  readPaymentSessionId,
  retryAlmaraPayment,
  sentenceFor,
  shopperState,
  startOverAlmaraPayment,
  storeClient,
  watchAlmaraCheckout,
  type AlmaraCheckout,
  type WatchEnd,
} from "../../src/storefront"

const store = storeClient({ baseUrl: "http://localhost:9000", publishableKey: "pk_your_publishable_key" })
const language = chooseLanguage(navigator.languages)
const words = paymentWords(language)

/** Shows in `place` what has become of the payment in the page's address, and looks until it is known. */
export async function resultPage(place: HTMLElement): Promise<void> {
  const paymentSessionId = readPaymentSessionId(window.location.href)
  if (paymentSessionId === undefined) return show(place, undefined, "unknown")
  show(place, undefined)
  try {
    const ended = await watchAlmaraCheckout(store, paymentSessionId, { onChange: (checkout) => show(place, checkout) })
    show(place, ended.end === "unknown" ? undefined : ended.checkout, ended.end)
  } catch (error) {
    console.error(error)
    show(place, undefined, "unreachable")
  }
}

function show(place: HTMLElement, checkout: AlmaraCheckout | undefined, end?: WatchEnd["end"]): void {
  const { title, text, action, actionLabel } = sentenceFor(shopperState(checkout, end), language, { checkout })
  const step = checkout && nextStep(checkout)
  place.lang = language
  place.replaceChildren(
    element("h1", title),
    element("p", text),
    ...(checkout?.order ? [element("p", `${words.orderNumber}: ${checkout.order.display_id}`)] : []),
    ...(step?.kind === "pay" ? [link(words.goToPayment, step.url)] : []),
    ...(action === "retry" && checkout
      ? [button(actionLabel ?? "", () => tryAgain(place, checkout.payment_session_id))]
      : []),
    ...(action === "look" ? [button(actionLabel ?? "", () => resultPage(place))] : []),
    ...(checkout?.can_start_over && isSettled(checkout)
      ? [
          button(words.startOver, () => startOver(place, checkout.payment_session_id)),
          element("p", words.startOverNote),
        ]
      : []),
    link(words.backToShop, "/"),
  )
}

function tryAgain(place: HTMLElement, paymentSessionId: string): Promise<void> {
  return orTell(place, async () => {
    const step = await retryAlmaraPayment(store, paymentSessionId)
    if (step.kind === "pay") return window.location.assign(step.url)
    await resultPage(place)
  })
}

/** The order is given up. Its things are in a new cart, whose id your shop keeps as it keeps every cart's. */
function startOver(place: HTMLElement, paymentSessionId: string): Promise<void> {
  return orTell(place, async () => {
    const { cartId } = await startOverAlmaraPayment(store, paymentSessionId)
    window.location.assign(`/cart?cart_id=${cartId}`)
  })
}

async function orTell(place: HTMLElement, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AlmaraProblem)) throw error
    place.append(element("p", problemSentence(error.kind, language)))
  }
}

function element(name: "h1" | "p", text: string): HTMLElement {
  return Object.assign(document.createElement(name), { textContent: text })
}

function link(text: string, href: string): HTMLElement {
  return Object.assign(document.createElement("a"), { textContent: text, href })
}

function button(text: string, onclick: () => Promise<void>): HTMLElement {
  return Object.assign(document.createElement("button"), { textContent: text, onclick })
}
