import type { Browser, BrowserContext, Page } from "playwright-core"
import { startStorefront, type RunningStorefront } from "../../examples/storefront/server"
import { freePort } from "../../support/postgres"
import { startGateway, type Gateway } from "../setup/gateway"
import { eventually, orderOf } from "../setup/shopper"
import { startStore, type RunningStore } from "../setup/store"

/** A gateway, a store and the example storefront that belong together. */
export interface RunningShop {
  gateway: Gateway
  store: RunningStore
  url: string
  stop(): Promise<void>
}

/** Starts a shop of its own with a placement. */
export async function startShop(
  placement: "order_first" | "pay_first",
  more: Record<string, string> = {},
): Promise<RunningShop> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const one of stops.reverse()) await one()
  }
  try {
    const gateway = await startGateway()
    stops.push(() => gateway.stop())
    const port = await freePort()
    const environment = { STOREFRONT_URL: `http://localhost:${port}`, ALMARA_PLACEMENT: placement, ...more }
    const store = await startStore({ almaraUrl: gateway.url, environment })
    stops.push(() => store.stop())
    const storefront: RunningStorefront = await startStorefront({
      port,
      storeUrl: store.url,
      publishableKey: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "",
    })
    stops.push(() => storefront.close())
    return { gateway, store, url: storefront.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A shopper's phone, with nothing in it yet. */
export async function newShopper(
  browser: Browser,
  more: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: "en-GB",
    timezoneId: "Africa/Nairobi",
    ...more,
  })
  context.setDefaultTimeout(60_000)
  return { context, page: await context.newPage() }
}

/** Puts the three shirts into the cart. */
export async function fillCartInBrowser(page: Page, shop: RunningShop): Promise<void> {
  await page.goto(shop.url)
  await page.getByRole("button", { name: "Buy" }).click()
  await page.getByRole("heading", { name: "Checkout" }).waitFor()
}

/** Goes on to Almara's page. */
export async function goToAlmara(page: Page, shop: RunningShop): Promise<Payment> {
  await fillCartInBrowser(page, shop)
  await payButton(page).click()
  return atAlmara(page, shop)
}

/** Waits until the browser is on Almara's page; returns the payment that it is for. */
export async function atAlmara(page: Page, { gateway, store }: RunningShop): Promise<Payment> {
  // Looked at again and again: a double click sends the browser off twice, and the first way is given up.
  await eventually(
    async () => page.url(),
    (url) => url.startsWith(`${gateway.url}/pay/`),
    60_000,
  )
  const { originatorConversationId } = await gateway.checkout(new URL(page.url()).pathname.split("/")[2] ?? "")
  const { rows } = await store.database.query(
    "select merchant_request_id, payment_session_id, cart_id, attempt from almara_checkout where merchant_request_id = $1",
    [originatorConversationId],
  )
  return rows[0] as Payment
}

/**
 * The shopper's back button, once the page is there. Chromium refuses it, before anything is done, while it still puts
 * that page in the place of the one before.
 */
export async function goBack(page: Page): Promise<void> {
  await page.waitForLoadState()
  await eventually(async () => {
    try {
      await page.goBack()
      return true
    } catch (error) {
      if (!/Not attached to an active page/.test(String(error))) throw error
      return false
    }
  }, Boolean)
}

export const payButton = (page: Page) => page.getByRole("button", { name: "Pay with card" })
export const payAtAlmara = (page: Page) => page.getByRole("button", { name: /^Pay/ }).click()
export const declineAtAlmara = (page: Page) => page.getByRole("button", { name: "Decline" }).click()
export const cancelAtAlmara = (page: Page) => page.getByRole("button", { name: "Cancel" }).click()
export const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor()

/** An attempt to pay, as the ledger knows it. */
export interface Payment {
  merchant_request_id: string
  payment_session_id: string
  cart_id: string
  attempt: number
}

/** What the database and the admin know of a payment. */
export async function booksOf({ store }: RunningShop, payment: Payment): Promise<Record<string, unknown>> {
  const attempts = await store.database.query("select state from almara_checkout where cart_id = $1 order by attempt", [
    payment.cart_id,
  ])
  const orders = await store.database.query(
    "select order_id from order_cart where cart_id = $1 and deleted_at is null",
    [payment.cart_id],
  )
  const order = orders.rows[0] ? await orderOf(store, orders.rows[0].order_id) : undefined
  const payments = (order?.payment_collections ?? []).flatMap((one: { payments?: unknown[] }) => one.payments ?? [])
  return {
    attempts: attempts.rows.map(({ state }) => state),
    orders: orders.rows.length,
    payment: order?.payment_status,
    captures: payments.flatMap((one: { captures?: unknown[] }) => one.captures ?? []).length,
    transactions: (order?.transactions ?? []).map(({ amount }: { amount: number }) => amount),
  }
}

/** The books of something that was paid once, after these attempts. */
export function paidOnce(...attempts: string[]): Record<string, unknown> {
  return { attempts, orders: 1, payment: "captured", captures: 1, transactions: [7000] }
}
