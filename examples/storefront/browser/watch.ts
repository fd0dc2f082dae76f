import {
  chooseLanguage,
  sentenceFor,
  shopperState,
  storeClient,
  watchAlmaraCheckout,
  type AlmaraCheckout,
} from "../../../src/storefront"

/**
 * On the waiting page: asks with growing pauses, and shows the page anew when the payment is settled. It always ends in
 * words.
 */
async function watch(card: HTMLElement, paymentSessionId: string): Promise<void> {
  try {
    const ended = await watchAlmaraCheckout(storeClient({ baseUrl: "" }), paymentSessionId)
    if (ended.end === "settled" || ended.end === "unknown") window.location.reload()
    else tell(card, ended.checkout, ended.end)
  } catch (error) {
    console.error("The payment could not be watched.", error)
    tell(card, undefined, "unreachable")
  }
}

function tell(
  card: HTMLElement,
  checkout: AlmaraCheckout | undefined,
  end: "unconfirmed" | "unreachable" | "stopped",
): void {
  const { title, text, actionLabel } = sentenceFor(
    shopperState(checkout, end),
    chooseLanguage(document.documentElement.lang),
  )
  say(card, "h1", title)
  say(card, "[data-text]", text)
  say(card, "[data-waiting]", "")
  const again = card.querySelector<HTMLAnchorElement>("[data-look]")
  if (again !== null && actionLabel !== undefined) {
    again.textContent = actionLabel
    again.hidden = false
  }
}

function say(card: HTMLElement, selector: string, text: string): void {
  const element = card.querySelector(selector)
  if (element !== null) element.textContent = text
}

const card = document.querySelector<HTMLElement>("[data-payment-session-id]")
const id = card?.dataset.paymentSessionId
if (card && id) void watch(card, id)
