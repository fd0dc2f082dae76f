import { createRequire } from "node:module"
import path from "node:path"
import Medusa from "@medusajs/js-sdk"
import { Client } from "pg"
import {
  callJson,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  makeDue,
  orderIdOf,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  type Shop,
} from "../../support/shop"
import { signIn } from "../../support/admin-api"
import { seedKenyanStore } from "../../support/seed"
import type * as storefront from "../../src/storefront"
import type { Placement } from "./rows"
import type { Step } from "./steps"

export interface Place {
  storeUrl: string
  gatewayUrl: string
  databaseUrl: string
  /** The project in which the package is installed. */
  directory: string
  admin: { email: string; password: string }
  placement: Placement
}

/** Slow machines take their time; what does not come at all is noticed all the same. */
const PATIENCE_IN_MILLISECONDS = 90_000

type WalkedShop = Shop & { publishableKey: string }

/**
 * Walks payments through the endpoints of a running store, over HTTP alone, so that it does not matter what the store
 * runs on.
 */
export async function walk(place: Place, step: Step): Promise<void> {
  const database = new Client({ connectionString: place.databaseUrl })
  await database.connect()
  try {
    const shop = await step("seed", () => openShop(place, database))
    await step("admin", () => dashboard(place.storeUrl))
    if (place.placement === "order_first") await orderFirst(place, shop, step)
    else await payFirst(place, shop, step)
  } finally {
    await database.end()
  }
}

async function orderFirst(place: Place, shop: WalkedShop, step: Step): Promise<void> {
  const order = await step("order placed", async () => {
    const placed = await placeWaitingOrder(shop)
    const { payment_status: status, total } = await orderOf(shop, placed.orderId)
    expectSame("the order's payment status", status, "awaiting")
    expectSame("the order's total", Number(total), 7000)
    return placed
  })
  await step("paid by callback", async () => {
    await decide(place, order.merchantRequestId, { outcome: "paid" })
    await untilPaid(shop, order.orderId)
  })
  await step("widget data", () => widgetShows(place, shop, order.orderId, order.merchantRequestId))
  await step("storefront", () => shopWithHelper(place, shop))
  await step("reconcile", async () => {
    const missed = await placeWaitingOrder(shop)
    await decide(place, missed.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await makeDue(shop, missed.checkoutId)
    await untilPaid(shop, missed.orderId)
  })
  await step("expire", async () => {
    const late = await placeWaitingOrder(shop)
    await passDueDate(shop, late.checkoutId)
    await eventually(
      () => orderOf(shop, late.orderId),
      ({ status }) => status === "canceled",
      PATIENCE_IN_MILLISECONDS,
    )
  })
}

async function payFirst(place: Place, shop: WalkedShop, step: Step): Promise<void> {
  const orderId = await step("paid by callback", async () => {
    const cart = await fillCart(shop)
    const { merchant_request_id: conversation } = await ledgerRow(shop, cart.paymentSessionId)
    await decide(place, conversation, { outcome: "paid" })
    return untilOrderOf(shop, cart.id)
  })
  await step("order placed", () => untilPaid(shop, orderId))
  await step("widget data", async () => {
    const { rows } = await shop.database.query("select merchant_request_id from almara_checkout limit 1")
    await widgetShows(place, shop, orderId, rows[0].merchant_request_id)
  })
  await step("storefront", () => shopWithHelper(place, shop))
  await step("reconcile", async () => {
    const cart = await fillCart(shop)
    const row = await ledgerRow(shop, cart.paymentSessionId)
    await decide(place, row.merchant_request_id, { outcome: "paid", callback: { send: false } })
    await makeDue(shop, row.id)
    await untilPaid(shop, await untilOrderOf(shop, cart.id))
  })
  await step("expire", async () => {
    const cart = await fillCart(shop)
    await passDueDate(shop, (await ledgerRow(shop, cart.paymentSessionId)).id)
    await eventually(
      () => ledgerRow(shop, cart.paymentSessionId),
      ({ state }) => state === "expired",
      PATIENCE_IN_MILLISECONDS,
    )
    expectSame("the answer to the completion of an expired cart", (await completeCart(shop, cart.id)).status, 400)
  })
}

/** One payment by the helper that the package has for storefronts, as it is installed. */
async function shopWithHelper(place: Place, shop: WalkedShop): Promise<void> {
  const helper = createRequire(path.join(place.directory, "package.json"))(
    "medusa-payment-almara/storefront",
  ) as typeof storefront
  const medusa = new Medusa({ baseUrl: place.storeUrl, publishableKey: shop.publishableKey })
  const cart = await fillCart(shop)
  const step = await helper.startAlmaraPayment(medusa, { cartId: cart.id })
  expectSame("the helper's next step", step.kind, "pay")
  await decide(place, (await ledgerRow(shop, step.paymentSessionId)).merchant_request_id, { outcome: "paid" })
  const watched = await helper.watchAlmaraCheckout(medusa, step.paymentSessionId)
  expectSame("how the helper's watch ended", watched.end, "settled")
  expectSame("what the helper reads at last", "checkout" in watched && watched.checkout?.status, "paid")
  const id = await untilOrderOf(shop, cart.id)
  await untilPaid(shop, id)
}

async function openShop({ storeUrl, admin }: Place, database: Client): Promise<WalkedShop> {
  const token = await signIn(storeUrl, admin.email, admin.password)
  const { publishableKey } = await seedKenyanStore({ storeUrl, adminToken: token })
  return {
    database,
    publishableKey,
    admin: (route, init) => callJson(`${storeUrl}${route}`, { ...init, headers: { authorization: `Bearer ${token}` } }),
    shop: (route, init) =>
      callJson(`${storeUrl}${route}`, { ...init, headers: { "x-publishable-api-key": publishableKey } }),
  }
}

async function dashboard(storeUrl: string): Promise<void> {
  const page = await (await fetch(`${storeUrl}/app/`)).text()
  const script = /<script[^>]+src="([^"]+)"/.exec(page)?.[1]
  if (script === undefined) throw new Error(`The dashboard's page has no script: ${page.slice(0, 300)}`)
  expectSame("the answer for the dashboard's script", (await fetch(new URL(script, storeUrl))).status, 200)
}

async function widgetShows(place: Place, shop: Shop, orderId: string, conversation: string): Promise<void> {
  const gateway = await callJson(`${place.gatewayUrl}/simulator/checkouts/${conversation}`)
  const look = async () => (await shop.admin(`/admin/almara/checkouts?order_id=${orderId}`)).body.checkouts
  // The order is paid a moment before the ledger says so.
  const checkouts = await eventually(
    look,
    (seen) => seen.length === 1 && seen[0].state === "paid",
    PATIENCE_IN_MILLISECONDS,
  )
  expectSame(
    "Almara's reference in the widget",
    checkouts[0].transaction_reference,
    gateway.body.checkoutOutcome.ThirdPartyPayload.Reference,
  )
}

async function decide({ gatewayUrl }: Place, conversation: string, outcome: Record<string, unknown>): Promise<void> {
  const { status, body } = await callJson(`${gatewayUrl}/simulator/checkouts/${conversation}/outcome`, {
    method: "POST",
    body: outcome,
  })
  expectSame("the simulator's answer", status, 200)
  const refused = (body.deliveries as { status: number | null }[]).filter((delivery) => delivery.status !== 200)
  if (refused.length > 0) throw new Error(`The store did not take the callback: ${JSON.stringify(refused)}`)
}

async function untilPaid(shop: Shop, orderId: string): Promise<void> {
  await eventually(
    () => orderOf(shop, orderId),
    (order) => order.payment_status === "captured" && booked(order) === 7000,
    PATIENCE_IN_MILLISECONDS,
  )
}

function booked({ transactions }: { transactions: { amount: number }[] }): number {
  return transactions.reduce((sum, { amount }) => sum + Number(amount), 0)
}

async function untilOrderOf(shop: Shop, id: string): Promise<string> {
  const look = () => orderIdOf(shop, { id })
  return (await eventually(look, (order) => order !== undefined, PATIENCE_IN_MILLISECONDS)) as string
}

function expectSame(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new Error(`${what}: ${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)}`)
}
