import { call, pause, type Reply } from "./call"
import type { Latecomers } from "./latecomers"
import type { Placement, ShopperPlan } from "./plan"
import type { Postman } from "./postman"

/** What a shopper needs to know of the world. */
export interface World {
  placement: Placement
  storeUrl: string
  simulatorUrl: string
  postman: Postman
  publishableKey: string
  adminToken: string
  regionId: string
  shippingOptionId: string
  /** The three shirts. */
  variantIds: string[]
  /** How long a person tries one thing again before giving up. */
  patienceMs: number
  /** Those who left the store and pay when their time is over. */
  latecomers: Latecomers
  /** The numbers of the shoppers who are placing their order at this moment. */
  placing: Set<number>
}

/** How it went, as the shopper saw it. */
export type Story = "done" | "gave up in the cart" | "gave up placing the order" | "found no way to pay" | "came too late to pay"

class GivingUp extends Error {
  constructor(readonly story: Story, seen: string) {
    super(`${story}: ${seen}`)
  }
}

/** Lives one shopper's plan, with the patience of a person: what fails is tried again, what was answered is believed. */
export async function liveShopper(world: World, plan: ShopperPlan): Promise<{ story: Story; seen?: string }> {
  try {
    await visitAlmara(world, plan, await goShopping(world, plan))
    return { story: "done" }
  } catch (error) {
    if (error instanceof GivingUp) return { story: error.story, seen: error.message }
    throw error
  }
}

/** What a shopper has after the checkout. */
interface Purchase {
  cartId: string
  lineItemId: string
  sessionId: string
  /** With the order first. */
  orderId?: string
}

/** Fills a cart up to its payment session; with the order first, places the order. */
async function goShopping(world: World, plan: ShopperPlan): Promise<Purchase> {
  const address = { first_name: "Wanjiku", last_name: "Kamau", address_1: "Moi Avenue 1", city: "Nairobi", country_code: "ke", postal_code: "00100" }
  const filled = {
    region_id: world.regionId,
    email: `shopper-${plan.number}@example.com`,
    shipping_address: address,
    billing_address: address,
    items: [{ variant_id: world.variantIds[plan.item], quantity: 1 }],
  }
  const inCart = (path: string, body: unknown) => insist(world, "gave up in the cart", () => shop(world, path, body), isOk)
  const { cart } = await inCart("/store/carts", filled)
  await inCart(`/store/carts/${cart.id}/shipping-methods`, { option_id: world.shippingOptionId })
  const { payment_collection } = await inCart("/store/payment-collections", { cart_id: cart.id })
  const chosen = await inCart(`/store/payment-collections/${payment_collection.id}/payment-sessions`, { provider_id: "pp_almara_almara" })
  const sessionId: string = chosen.payment_collection.payment_sessions[0].id
  const purchase = { cartId: cart.id, lineItemId: cart.items[0].id, sessionId }
  if (world.placement === "pay_first") return purchase
  world.placing.add(plan.number)
  try {
    const placed = await insist(world, "gave up placing the order", () => complete(world, cart.id), (reply) => isOk(reply) && reply.body.type === "order")
    return { ...purchase, orderId: placed.order.id }
  } finally {
    world.placing.delete(plan.number)
  }
}

async function visitAlmara(world: World, plan: ShopperPlan, purchase: Purchase): Promise<void> {
  const { sessionId, orderId, cartId } = purchase
  const first = await findCheckout(world, sessionId)
  await pause(plan.hesitatesMs)
  switch (plan.outcome) {
    case "paid":
      return pay(world, plan, first, cartId)
    case "declined":
      return decide(world, plan, first, { outcome: "declined" })
    case "unknown":
      return decide(world, plan, first, { outcome: "pending", status: 2, code: 21 })
    case "wrong amount":
      return decide(world, plan, first, { outcome: "paid", amount: plan.number % 2 === 0 ? 1999 : 9999 })
    case "undecided":
      return
    case "canceled":
      await call(`${first.pageUrl}/cancel`, { method: "POST" })
      return comeBack(first.request.checkoutCancelUrl)
    case "paid after decline":
    case "paid twice":
      return payAtSecondAttempt(world, plan, sessionId, first)
    case "paid late, callback sent":
    case "paid late, callback lost":
      return world.latecomers.add(payLate(world, plan, sessionId, first))
    case "cart changed, then paid":
      await insist(world, "done", () => shop(world, `/store/carts/${cartId}/line-items/${purchase.lineItemId}`, { quantity: 2 }), (reply) => !isFault(reply))
      return decide(world, plan, first, { outcome: "paid" })
    case "cart completed too early, then paid":
      await complete(world, cartId)
      return pay(world, plan, first, cartId)
    case "order canceled, then paid":
    case "order canceled, not paid":
      await insist(world, "done", () => call(`${world.storeUrl}/admin/orders/${orderId}/cancel`, { method: "POST", body: {}, headers: { authorization: `Bearer ${world.adminToken}` } }), (reply) => !isFault(reply))
      if (plan.outcome === "order canceled, then paid") await decide(world, plan, first, { outcome: "paid" })
  }
}

/** Pays; where the order comes after the money, the shopper's browser may come to place it as the store does. */
async function pay(world: World, plan: ShopperPlan, checkout: Checkout, cartId: string): Promise<void> {
  await decide(world, plan, checkout, { outcome: "paid" })
  if (world.placement === "pay_first" && plan.comesBack) await complete(world, cartId)
}

/** Longer than due date, grace and the last question take, also on a slow machine. */
const LATEST_MS = 240_000

/** Almara takes the money although its page says that the time is over: a card check took long. */
async function payLate(world: World, plan: ShopperPlan, sessionId: string, checkout: Checkout): Promise<void> {
  const isOver = async () => {
    const page = await call(checkout.pageUrl)
    return "status" in page && page.status === 410
  }
  const isClosed = async () => {
    const reply = await shop(world, `/store/almara/checkouts/${sessionId}`)
    return isOk(reply) && reply.body.checkout.status === "expired"
  }
  const latest = Date.now() + LATEST_MS
  for (const hasCome of [isOver, ...(plan.paysAfterClosing ? [isClosed] : [])]) {
    while (!(await hasCome()) && Date.now() < latest) await pause(2_000)
  }
  await reportOutcome(world, checkout, { outcome: "paid" })
  if (plan.outcome === "paid late, callback sent") world.postman.deliver(checkout.id)
}

async function payAtSecondAttempt(world: World, plan: ShopperPlan, sessionId: string, first: Checkout): Promise<void> {
  const inWrongOrder = plan.callbacks === "wrong order"
  await setOutcome(world, first, { outcome: "declined" })
  if (!inWrongOrder && plan.callbacks !== "never") world.postman.deliver(first.id)
  await comeBack(first.request.checkoutReturnUrl)
  // Until the store has heard of the decline, it offers the page that is open already.
  const isAnother = (reply: Reply) => isOk(reply) && ![null, first.pageUrl].includes(reply.body.checkout.checkout_url)
  await insist(world, "came too late to pay", () => shop(world, `/store/almara/checkouts/${sessionId}/retry`, {}), isAnother)
  const second = await findCheckout(world, sessionId)
  await decide(world, plan, second, { outcome: "paid" })
  if (plan.outcome === "paid twice") await decide(world, plan, first, { outcome: "paid" })
  else if (inWrongOrder) world.postman.deliver(first.id)
}

/** One checkout order at Almara. */
interface Checkout {
  /** Our `originatorConversationId`. */
  id: string
  pageUrl: string
  request: { checkoutReturnUrl: string; checkoutCancelUrl: string }
}

/** Looks at the store's result page until it offers Almara's page; presses "try again" where only that is offered. */
async function findCheckout(world: World, sessionId: string): Promise<Checkout> {
  const look = () => shop(world, `/store/almara/checkouts/${sessionId}`)
  const seen = await insist(
    world,
    "found no way to pay",
    async () => {
      const reply = await look()
      const nothingOffered = isOk(reply) ? !reply.body.checkout.checkout_url : "status" in reply && reply.status === 404
      if (nothingOffered) await shop(world, `/store/almara/checkouts/${sessionId}/retry`, {})
      return reply
    },
    (reply) => isOk(reply) && Boolean(reply.body.checkout.checkout_url)
  )
  const pageUrl: string = seen.checkout.checkout_url
  const known = await call(`${world.simulatorUrl}/simulator/checkouts/${pageUrl.split("/").at(-1)}`)
  if (!isOk(known)) throw new Error(`The simulator does not know the page that the store offers: ${JSON.stringify(known)}`)
  return { id: known.body.originatorConversationId, pageUrl, request: known.body.request }
}

/** The shopper decides on Almara's page; then Almara's callbacks go out as planned, and the browser goes back, if it does. */
async function decide(world: World, plan: ShopperPlan, checkout: Checkout, outcome: Record<string, unknown>): Promise<void> {
  await setOutcome(world, checkout, outcome)
  const { postman } = world
  switch (plan.callbacks) {
    case "once":
      postman.deliver(checkout.id)
      break
    case "twice":
      postman.deliver(checkout.id, { copies: 2 })
      break
    case "late":
      postman.deliver(checkout.id, { afterMs: 8_000 })
      break
    case "wrong order":
      postman.deliver(checkout.id)
      postman.deliver(checkout.id, { afterMs: 1_500, stale: true })
      break
    case "never":
      break
  }
  if (plan.comesBack) await comeBack(checkout.request.checkoutReturnUrl)
}

async function setOutcome(world: World, checkout: Checkout, outcome: Record<string, unknown>): Promise<void> {
  const page = await call(checkout.pageUrl)
  if ("status" in page && page.status === 410) throw new GivingUp("came too late to pay", "the page said that it has expired")
  await reportOutcome(world, checkout, outcome)
}

async function reportOutcome(world: World, checkout: Checkout, outcome: Record<string, unknown>): Promise<void> {
  const decided = await call(`${world.simulatorUrl}/simulator/checkouts/${checkout.id}/outcome`, { method: "POST", body: { ...outcome, callback: { send: false } } })
  if (!isOk(decided)) throw new Error(`The simulator refused an outcome: ${JSON.stringify(decided)}`)
}

function complete(world: World, cartId: string): Promise<Reply> {
  return shop(world, `/store/carts/${cartId}/complete`, {})
}

/** The browser posts itself back to the store; what comes of it is not looked at, since a browser may be closed at any moment. */
async function comeBack(url: string): Promise<void> {
  await call(url, { method: "POST", patienceMs: 15_000 })
}

function shop(world: World, path: string, body?: unknown): Promise<Reply> {
  return call(`${world.storeUrl}${path}`, { method: body === undefined ? "GET" : "POST", body, headers: { "x-publishable-api-key": world.publishableKey } })
}

function isOk(reply: Reply): reply is { status: number; body: any } {
  return "status" in reply && reply.status === 200
}

/** What a person answers by trying again. */
function isFault(reply: Reply): boolean {
  return "lost" in reply || reply.status >= 500 || reply.status === 409
}

async function insist(world: World, story: Story, act: () => Promise<Reply>, isGood: (reply: Reply) => boolean): Promise<any> {
  const end = Date.now() + world.patienceMs
  let reply = await act()
  while (!isGood(reply)) {
    if (Date.now() > end) throw new GivingUp(story, JSON.stringify(reply).slice(0, 300))
    await pause(1_000)
    reply = await act()
  }
  return "body" in reply ? reply.body : undefined
}
