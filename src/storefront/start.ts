import {
  isSettled,
  nextStep,
  readAlmaraCheckout,
  type AlmaraCheckout,
  type AlmaraStep,
  type CallOptions,
} from "./checkout"
import { singleFlight } from "./single-flight"
import { pause } from "./pause"
import { AlmaraProblem } from "./problem"
import { retryAlmaraPayment } from "./retry"
import { callStore, type AlmaraStore } from "./store"

/** The name under which Medusa knows Almara when the plugin is set up as its guide says. */
// eslint-disable-next-line no-restricted-syntax -- a storefront names the one that it chooses
export const ALMARA_PROVIDER_ID = "pp_almara_almara"

export interface StartOptions extends CallOptions {
  /** A cart with lines, e-mail, addresses and shipping method. */
  cartId: string
  providerId?: string
}

interface Session {
  id: string
  provider_id: string
  status: string
}

interface Cart {
  id: string
  completed_at?: string | null
  payment_collection?: { id: string; payment_sessions?: Session[] | null } | null
}

type Completion = { type: "order" } | { type: "cart"; error: { message: string } }

/** Sessions that Medusa can complete a cart with. */
const USABLE = ["pending", "requires_more", "pending_authorization", "authorized"]

/** How long the order is waited for that another request, or one whose answer was lost, is just placing. */
const PAUSES_IN_MILLISECONDS = [0, 300, 700, 1_500, 2_500, 4_000]

/**
 * Takes a cart to its payment: opens a payment session, or takes the one that is there; places the order, unless the
 * store takes the money first; and says where to send the browser. Calling it again is safe: a second click joins the
 * first, an order that is placed already is paid on, and one that is paid is shown.
 * @throws AlmaraProblem
 */
export function startAlmaraPayment(
  store: AlmaraStore,
  { cartId, providerId = ALMARA_PROVIDER_ID, signal }: StartOptions,
): Promise<AlmaraStep> {
  return singleFlight(`start ${cartId}`, (stop) => start(store, cartId, providerId, stop), signal)
}

async function start(store: AlmaraStore, cartId: string, providerId: string, signal: AbortSignal): Promise<AlmaraStep> {
  const cart = await readCart(store, cartId, signal)
  const session = await knownSession(store, cart, providerId, signal)
  if (cart.completed_at) return continueOrder(store, session, signal)
  if (session?.checkout?.placement === "pay_first" && canGoOn(session.checkout))
    return goOn(store, session.checkout, signal)

  const isOver = session?.checkout !== undefined && isSettled(session.checkout)
  const sessionId =
    session !== undefined && !isOver && USABLE.includes(session.status)
      ? session.id
      : await openSession(store, cart, providerId, signal)
  const checkout = await readAlmaraCheckout(store, sessionId, { signal })
  return checkout?.placement === "pay_first" ? nextStep(checkout) : placeOrder(store, cartId, sessionId, signal)
}

async function readCart(store: AlmaraStore, cartId: string, signal?: AbortSignal): Promise<Cart> {
  const fields = "id,completed_at,*payment_collection,*payment_collection.payment_sessions"
  const { cart } = await callStore<{ cart: Cart }>(store, `/store/carts/${encodeURIComponent(cartId)}`, {
    method: "GET",
    query: { fields },
    signal,
  })
  return cart
}

/**
 * Almara's session of a cart, with what the store tells about it. Medusa deletes it when the total changes: one that is
 * left is right.
 */
async function knownSession(
  store: AlmaraStore,
  cart: Cart,
  providerId: string,
  signal?: AbortSignal,
): Promise<(Session & { checkout: AlmaraCheckout | undefined }) | undefined> {
  const session = cart.payment_collection?.payment_sessions?.find((one) => one.provider_id === providerId)
  return session && { ...session, checkout: await readAlmaraCheckout(store, session.id, { signal }) }
}

/** The order is there already, from an earlier click, another tab, or before the shopper went back. */
async function continueOrder(
  store: AlmaraStore,
  session: { id: string; checkout?: AlmaraCheckout } | undefined,
  signal?: AbortSignal,
): Promise<AlmaraStep> {
  if (session === undefined)
    throw new AlmaraProblem("refused", { storeMessage: "This order is placed already, with another way to pay." })
  if (session.checkout && isThere(session.checkout)) return goOn(store, session.checkout, signal)
  const step = await whenThere(store, session.id, signal)
  if (step.checkout && !step.checkout.can_retry) return step
  // The process that placed the order has died before it had a page to pay on: the store opens one now.
  return retryAlmaraPayment(store, session.id, { signal })
}

/** Whether the store has got as far as it will get by itself. */
function isThere({ status, can_retry }: AlmaraCheckout): boolean {
  return status !== "created" || can_retry
}

/** Whether the payment that a cart has leads somewhere; else it needs a new one. */
function canGoOn(checkout: AlmaraCheckout): boolean {
  return checkout.can_retry || !isSettled(checkout) || checkout.status === "paid" || checkout.status === "review"
}

async function goOn(store: AlmaraStore, checkout: AlmaraCheckout, signal?: AbortSignal): Promise<AlmaraStep> {
  return checkout.can_retry ? retryAlmaraPayment(store, checkout.payment_session_id, { signal }) : nextStep(checkout)
}

async function openSession(store: AlmaraStore, cart: Cart, providerId: string, signal?: AbortSignal): Promise<string> {
  const collectionId = cart.payment_collection?.id ?? (await openCollection(store, cart, signal))
  const { payment_collection: collection } = await callStore<{ payment_collection: { payment_sessions?: Session[] } }>(
    store,
    `/store/payment-collections/${encodeURIComponent(collectionId)}/payment-sessions`,
    { method: "POST", body: { provider_id: providerId }, signal },
  )
  const session = collection.payment_sessions?.find((one) => one.provider_id === providerId)
  if (session === undefined)
    throw new AlmaraProblem("unavailable", { cause: new Error("The store opened no payment session.") })
  return session.id
}

async function openCollection(store: AlmaraStore, cart: Cart, signal?: AbortSignal): Promise<string> {
  const body = { cart_id: cart.id }
  const answer = await callStore<{ payment_collection: { id: string } }>(store, "/store/payment-collections", {
    method: "POST",
    body,
    signal,
  })
  return answer.payment_collection.id
}

async function placeOrder(
  store: AlmaraStore,
  cartId: string,
  sessionId: string,
  signal?: AbortSignal,
): Promise<AlmaraStep> {
  let completion: Completion
  try {
    completion = await callStore<Completion>(store, `/store/carts/${encodeURIComponent(cartId)}/complete`, {
      method: "POST",
      body: {},
      signal,
    })
  } catch (error) {
    if (!(error instanceof AlmaraProblem) || error.kind === "refused" || error.kind === "unknown") throw error
    // The answer was lost, or somebody else is placing this very order: it may be there, and is ours as well.
    const step = await whenThere(store, sessionId, signal)
    if (step.checkout === undefined && error.kind !== "busy") throw error
    return step
  }
  if (completion.type === "order") return whenThere(store, sessionId, signal)
  // The order was not placed: Almara could not be asked, and may be asked again, or has refused it.
  const checkout = await readIfPossible(store, sessionId, signal)
  throw new AlmaraProblem(checkout?.status === "failed" ? "refused" : "unavailable", {
    storeMessage: completion.error.message,
  })
}

async function whenThere(store: AlmaraStore, sessionId: string, signal?: AbortSignal): Promise<AlmaraStep> {
  for (const milliseconds of PAUSES_IN_MILLISECONDS) {
    await pause(milliseconds, signal)
    const checkout = await readIfPossible(store, sessionId, signal)
    if (checkout !== undefined && isThere(checkout)) return nextStep(checkout)
  }
  return { kind: "result", paymentSessionId: sessionId }
}

/** While the order is waited for, a store that does not answer is asked again. */
async function readIfPossible(
  store: AlmaraStore,
  sessionId: string,
  signal?: AbortSignal,
): Promise<AlmaraCheckout | undefined> {
  try {
    return await readAlmaraCheckout(store, sessionId, { signal })
  } catch (error) {
    if (error instanceof AlmaraProblem && error.kind !== "refused") return undefined
    throw error
  }
}
