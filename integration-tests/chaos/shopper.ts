import { fillCartWith, type Call, type Goods } from "../../support/shop"
import type { Gateway } from "../setup/gateway"
import type { ChaosPlan, ShopperPlan } from "./plan"

/** What a shopper needs to know of the world. */
export interface World {
  placement: ChaosPlan["placement"]
  storeUrl: string
  gateway: Gateway
  publishableKey: string
  /** The three shirts: the stock of the demo lasts for a thousand shoppers. */
  goods: Goods
  /** What the shoppers are at, by their number, and what they saw last. */
  underWay: Map<string | number, string>
}

/** What came back from one request: an answer, or how it was lost. */
type Reply = { status: number; body: any } | { lost: string }

/** The store has said that nothing more will come of this cart: a person orders anew. */
class CartLost extends Error {}

/** Longer than Medusa waits for a cart's lock on any machine; a connection on which nothing comes any more is lost. */
const PATIENCE_IN_MILLISECONDS = 120_000

/**
 * Lives one shopper's plan to its end, however long that takes: what fails is tried again, what was answered is
 * believed. Returns how many carts were lost on the way.
 */
export async function liveShopper(world: World, plan: ShopperPlan): Promise<number> {
  for (let lost = 0; ; lost += 1) {
    try {
      await visitAlmara(world, plan, await goShopping(world, plan))
      world.underWay.delete(plan.number)
      return lost
    } catch (error) {
      if (!(error instanceof CartLost)) throw error
    }
  }
}

interface Purchase {
  cartId: string
  sessionId: string
}

/** Fills a cart up to its payment session; with the order first, places the order. */
async function goShopping(world: World, plan: ShopperPlan): Promise<Purchase> {
  const inCart: Call = async (path, init) => ({
    status: 200,
    body: await retryUntil(world, plan, "fills a cart", () => shop(world, path, init?.body), isOk),
  })
  const goods = { ...world.goods, items: world.goods.items.slice(plan.item, plan.item + 1) }
  const cart = await fillCartWith(inCart, goods, { email: `shopper-${plan.number}@example.com` })
  if (world.placement === "order_first")
    await retryUntil(
      world,
      plan,
      "places the order",
      () => place(world, plan, cart.id),
      (reply) => isOk(reply) && reply.body.order?.id !== undefined,
    )
  return { cartId: cart.id, sessionId: cart.paymentSessionId }
}

/**
 * Medusa keeps a cart locked for two minutes, and its stock for one, when a completion was torn away; it answers 409
 * until then.
 */
async function place(world: World, plan: ShopperPlan, cartId: string): Promise<Reply> {
  const reply = await complete(world, cartId)
  if (!plan.isPatient && "status" in reply && reply.status === 409) throw new CartLost()
  return reply
}

async function visitAlmara(world: World, plan: ShopperPlan, { sessionId, cartId }: Purchase): Promise<void> {
  const first = await findCheckout(world, plan, sessionId)
  await pause(plan.hesitatesMs)
  switch (plan.outcome) {
    case "undecided":
      return
    case "declined":
      return decide(world, plan, first, { outcome: "declined" })
    case "wrong amount":
      return decide(world, plan, first, { outcome: "paid", amount: plan.number % 4 === 0 ? 1999 : 9999 })
    case "paid":
      await decide(world, plan, first, { outcome: "paid" })
      // Where the order comes after the money, the shopper's browser may come to place it as the store does.
      if (world.placement === "pay_first" && plan.comesBack) await complete(world, cartId)
      return
    case "paid after decline":
    case "paid twice":
      await decide(world, plan, first, { outcome: "declined" })
      await decide(world, plan, await findNextCheckout(world, plan, sessionId, first), { outcome: "paid" })
      if (plan.outcome === "paid twice") await decide(world, plan, first, { outcome: "paid" })
  }
}

/** One checkout order at Almara. */
interface Checkout {
  /** Our `originatorConversationId`. */
  id: string
  pageUrl: string
  returnUrl: string
}

/** Looks at the store's result page until it offers Almara's page; presses "try again" where only that is offered. */
async function findCheckout(world: World, plan: ShopperPlan, sessionId: string): Promise<Checkout> {
  const look = async () => {
    const reply = await shop(world, `/store/almara/checkouts/${sessionId}`)
    const nothingOffered = isOk(reply) ? !reply.body.checkout.checkout_url : "status" in reply && reply.status === 404
    if (nothingOffered) await askForPage(world, sessionId)
    return reply
  }
  const isOffered = (reply: Reply) => isOk(reply) && Boolean(reply.body.checkout.checkout_url)
  const seen = await retryUntil(world, plan, "looks for a page to pay on", look, isOffered)
  const pageUrl: string = seen.checkout.checkout_url
  const known = await world.gateway.checkout(pageUrl.split("/").at(-1) ?? "")
  return { id: known.originatorConversationId, pageUrl, returnUrl: known.request.checkoutReturnUrl }
}

/** Comes back and tries again; until the store has heard of the decline, it offers the page that is open already. */
async function findNextCheckout(world: World, plan: ShopperPlan, id: string, first: Checkout): Promise<Checkout> {
  const askAgain = async () => {
    await comeBack(first)
    return askForPage(world, id)
  }
  const isAnother = (reply: Reply) => isOk(reply) && ![null, first.pageUrl].includes(reply.body.checkout.checkout_url)
  await retryUntil(world, plan, "tries to pay once more", askAgain, isAnother)
  return findCheckout(world, plan, id)
}

/** Presses "try again". A refusal is for good, as when Medusa took the order back after it had told its number. */
async function askForPage(world: World, sessionId: string): Promise<Reply> {
  const reply = await shop(world, `/store/almara/checkouts/${sessionId}/retry`, {})
  if ("status" in reply && [400, 404].includes(reply.status)) throw new CartLost()
  return reply
}

/**
 * The shopper decides on Almara's page; then Almara's callbacks go out as planned, and the browser goes back, if it
 * does.
 */
async function decide(
  { gateway }: World,
  { callbacks, comesBack }: ShopperPlan,
  checkout: Checkout,
  outcome: Record<string, unknown>,
): Promise<void> {
  const callback = callbacks === 0 ? { send: false } : { send: true, copies: callbacks, delayMs: 1 }
  await gateway.decide(checkout.id, { ...outcome, callback })
  if (comesBack) await comeBack(checkout)
}

/**
 * The browser posts itself back to the store; what comes of it is not looked at, since a browser may be closed at any
 * moment.
 */
async function comeBack({ returnUrl }: Checkout): Promise<void> {
  await call(returnUrl, { method: "POST" }, 15_000)
}

function complete(world: World, cartId: string): Promise<Reply> {
  return shop(world, `/store/carts/${cartId}/complete`, {})
}

function shop(world: World, path: string, body?: unknown): Promise<Reply> {
  return call(`${world.storeUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    body: JSON.stringify(body),
    headers: { "x-publishable-api-key": world.publishableKey, "content-type": "application/json" },
  })
}

/** One call, as a browser makes it: a lost connection is an answer like any other. */
async function call(url: string, init: RequestInit, patienceMs = PATIENCE_IN_MILLISECONDS): Promise<Reply> {
  try {
    const answer = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(patienceMs) })
    const text = await answer.text()
    const isJson = answer.headers.get("content-type")?.includes("json")
    return { status: answer.status, body: isJson && text ? JSON.parse(text) : text }
  } catch (error) {
    return { lost: String(error) }
  }
}

function isOk(reply: Reply): reply is { status: number; body: any } {
  return "status" in reply && reply.status === 200
}

async function retryUntil(
  { underWay }: World,
  { number }: ShopperPlan,
  doing: string,
  act: () => Promise<Reply>,
  isGood: (reply: Reply) => boolean,
): Promise<any> {
  underWay.set(number, doing)
  for (;;) {
    const reply = await act()
    if (isGood(reply)) return "body" in reply ? reply.body : undefined
    underWay.set(number, `${doing}: ${JSON.stringify(reply).slice(0, 300)}`)
    await pause(1_000)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
