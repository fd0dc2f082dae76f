import { call, pause, type Reply } from "./call"
import type { LatePayers } from "./late-payers"
import type { PassingTime } from "./passing-time"
import type { Placement, ShopperPlan } from "./plan"
import type { CallbackSender } from "./callback-sender"

/** What a shopper needs to know of the world. */
export interface World {
  placement: Placement
  storeUrl: string
  simulatorUrl: string
  callbackSender: CallbackSender
  publishableKey: string
  adminToken: string
  regionId: string
  shippingOptionId: string
  /** The three shirts. */
  variantIds: string[]
  time: PassingTime
  /** Those who left the store and pay when their time is over. */
  latePayers: LatePayers
  /** What the shoppers are at, by their number, and what they saw last. */
  underWay: Map<string | number, string>
}

/** The store has said that nothing more will come of this cart: a person orders anew. */
class CartLost extends Error {}

/**
 * Lives one shopper's plan to its end, however long that takes: what fails is tried again, what was answered is believed.
 * Answers what was said of the carts that were lost on the way.
 */
export async function liveShopper(world: World, plan: ShopperPlan): Promise<{ lostCarts: string[] }> {
  const lostCarts: string[] = []
  for (;;) {
    try {
      const purchase = await goShopping(world, plan)
      await visitAlmara(world, plan, purchase)
      if (plan.timeEndsAtOnce) await world.time.endTimeToPay(purchase.sessionId)
      world.underWay.delete(plan.number)
      return { lostCarts }
    } catch (error) {
      if (!(error instanceof CartLost)) throw error
      lostCarts.push(error.message)
    }
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
  const address = {
    first_name: "Wanjiku",
    last_name: "Kamau",
    address_1: "Moi Avenue 1",
    city: "Nairobi",
    country_code: "ke",
    postal_code: "00100",
  }
  const filled = {
    region_id: world.regionId,
    email: `shopper-${plan.number}@example.com`,
    shipping_address: address,
    billing_address: address,
    items: [{ variant_id: world.variantIds[plan.item], quantity: 1 }],
  }
  const inCart = (path: string, body: unknown) =>
    insist(world, plan, "fills a cart", () => shop(world, path, body), isOk)
  const { cart } = await inCart("/store/carts", filled)
  await inCart(`/store/carts/${cart.id}/shipping-methods`, { option_id: world.shippingOptionId })
  const { payment_collection } = await inCart("/store/payment-collections", { cart_id: cart.id })
  const chosen = await inCart(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
    provider_id: "pp_almara_almara",
  })
  const sessionId: string = chosen.payment_collection.payment_sessions[0].id
  const purchase = { cartId: cart.id, lineItemId: cart.items[0].id, sessionId }
  if (world.placement === "pay_first") return purchase
  const placed = await insist(
    world,
    plan,
    "places the order",
    () => place(world, plan, cart.id),
    (reply) => isOk(reply) && reply.body.order?.id !== undefined,
  )
  return { ...purchase, orderId: placed.order.id }
}

/** Medusa keeps a cart locked for two minutes, and its stock for one, when a completion was torn away; it answers 409 until then. */
async function place(world: World, plan: ShopperPlan, cartId: string): Promise<Reply> {
  const reply = await complete(world, cartId)
  if (!plan.isPatient && "status" in reply && reply.status === 409)
    throw new CartLost(`placing the order: ${JSON.stringify(reply)}`)
  return reply
}

async function visitAlmara(world: World, plan: ShopperPlan, purchase: Purchase): Promise<void> {
  const { sessionId, orderId, cartId } = purchase
  const first = await findCheckout(world, plan, sessionId)
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
      return world.latePayers.add(payLate(world, plan, sessionId, first))
    case "cart changed, then paid":
      await insist(
        world,
        plan,
        "changes the cart",
        () => shop(world, `/store/carts/${cartId}/line-items/${purchase.lineItemId}`, { quantity: 2 }),
        (reply) => !isFault(reply),
      )
      return decide(world, plan, first, { outcome: "paid" })
    case "cart completed too early, then paid":
      await complete(world, cartId)
      return pay(world, plan, first, cartId)
    case "order canceled, then paid":
    case "order canceled, not paid":
      await insist(
        world,
        plan,
        "has the order canceled",
        () =>
          call(`${world.storeUrl}/admin/orders/${orderId}/cancel`, {
            method: "POST",
            body: {},
            headers: { authorization: `Bearer ${world.adminToken}` },
          }),
        (reply) => !isFault(reply),
      )
      if (plan.outcome === "order canceled, then paid") await decide(world, plan, first, { outcome: "paid" })
  }
}

/** Pays; where the order comes after the money, the shopper's browser may come to place it as the store does. */
async function pay(world: World, plan: ShopperPlan, checkout: Checkout, cartId: string): Promise<void> {
  await decide(world, plan, checkout, { outcome: "paid" })
  if (world.placement === "pay_first" && plan.comesBack) await complete(world, cartId)
}

/** Almara takes the money although its page says that the time is over: a card check took long. */
async function payLate(world: World, plan: ShopperPlan, sessionId: string, checkout: Checkout): Promise<void> {
  await reportOutcome(world, checkout, { outcome: "expired" })
  if (plan.paysAfterClosing) {
    while (!(await world.time.isClosed(checkout.id))) {
      await world.time.endTimeToPay(sessionId)
      await pause(1_000)
    }
  }
  await reportOutcome(world, checkout, { outcome: "paid" })
  if (plan.outcome === "paid late, callback sent") world.callbackSender.deliver(checkout.id)
  await world.time.endTimeToPay(sessionId)
}

async function payAtSecondAttempt(world: World, plan: ShopperPlan, sessionId: string, first: Checkout): Promise<void> {
  const inWrongOrder = plan.callbacks === "wrong order"
  await reportOutcome(world, first, { outcome: "declined" })
  if (!inWrongOrder && plan.callbacks !== "never") world.callbackSender.deliver(first.id)
  const askAgain = async () => {
    await comeBack(first.request.checkoutReturnUrl)
    return askForPage(world, sessionId)
  }
  // Until the store has heard of the decline, it offers the page that is open already.
  const isAnother = (reply: Reply) => isOk(reply) && ![null, first.pageUrl].includes(reply.body.checkout.checkout_url)
  await insist(world, plan, "tries to pay once more", askAgain, isAnother)
  const second = await findCheckout(world, plan, sessionId)
  await decide(world, plan, second, { outcome: "paid" })
  if (plan.outcome === "paid twice") await decide(world, plan, first, { outcome: "paid" })
  else if (inWrongOrder) world.callbackSender.deliver(first.id)
}

/** One checkout order at Almara. */
interface Checkout {
  /** Our `originatorConversationId`. */
  id: string
  pageUrl: string
  request: { checkoutReturnUrl: string; checkoutCancelUrl: string }
}

/** Looks at the store's result page until it offers Almara's page; presses "try again" where only that is offered. */
async function findCheckout(world: World, plan: ShopperPlan, sessionId: string): Promise<Checkout> {
  const seen = await insist(
    world,
    plan,
    "looks for a page to pay on",
    async () => {
      const reply = await shop(world, `/store/almara/checkouts/${sessionId}`)
      const nothingOffered = isOk(reply) ? !reply.body.checkout.checkout_url : "status" in reply && reply.status === 404
      if (nothingOffered) await askForPage(world, sessionId)
      return reply
    },
    (reply) => isOk(reply) && Boolean(reply.body.checkout.checkout_url),
  )
  const pageUrl: string = seen.checkout.checkout_url
  const known = await call(`${world.simulatorUrl}/simulator/checkouts/${pageUrl.split("/").at(-1)}`)
  if (!isOk(known))
    throw new Error(`The simulator does not know the page that the store offers: ${JSON.stringify(known)}`)
  return { id: known.body.originatorConversationId, pageUrl, request: known.body.request }
}

/** Presses "try again". A refusal is for good, as when Medusa took the order back after it had told its number. */
async function askForPage(world: World, sessionId: string): Promise<Reply> {
  const reply = await shop(world, `/store/almara/checkouts/${sessionId}/retry`, {})
  if ("status" in reply && [400, 404].includes(reply.status))
    throw new CartLost(`asking for a page to pay on: ${JSON.stringify(reply)}`)
  return reply
}

/** The shopper decides on Almara's page; then Almara's callbacks go out as planned, and the browser goes back, if it does. */
async function decide(
  world: World,
  plan: ShopperPlan,
  checkout: Checkout,
  outcome: Record<string, unknown>,
): Promise<void> {
  await reportOutcome(world, checkout, outcome)
  const { callbackSender } = world
  switch (plan.callbacks) {
    case "once":
      callbackSender.deliver(checkout.id)
      break
    case "twice":
      callbackSender.deliver(checkout.id, { copies: 2 })
      break
    case "late":
      callbackSender.deliver(checkout.id, { afterMs: 8_000 })
      break
    case "wrong order":
      callbackSender.deliver(checkout.id)
      callbackSender.deliver(checkout.id, { afterMs: 1_500, stale: true })
      break
    case "never":
      break
  }
  if (plan.comesBack) await comeBack(checkout.request.checkoutReturnUrl)
}

async function reportOutcome(world: World, checkout: Checkout, outcome: Record<string, unknown>): Promise<void> {
  const decided = await call(`${world.simulatorUrl}/simulator/checkouts/${checkout.id}/outcome`, {
    method: "POST",
    body: { ...outcome, callback: { send: false } },
  })
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
  return call(`${world.storeUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    body,
    headers: { "x-publishable-api-key": world.publishableKey },
  })
}

function isOk(reply: Reply): reply is { status: number; body: any } {
  return "status" in reply && reply.status === 200
}

/** What a person answers by trying again. */
function isFault(reply: Reply): boolean {
  return "lost" in reply || reply.status >= 500 || reply.status === 409
}

async function insist(
  world: World,
  plan: ShopperPlan,
  doing: string,
  act: () => Promise<Reply>,
  isGood: (reply: Reply) => boolean,
): Promise<any> {
  world.underWay.set(plan.number, doing)
  for (;;) {
    const reply = await act()
    world.underWay.set(plan.number, `${doing}: ${JSON.stringify(reply).slice(0, 300)}`)
    if (isGood(reply)) return "body" in reply ? reply.body : undefined
    await pause(1_000)
  }
}
