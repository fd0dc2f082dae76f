import type { Browser, Page } from "playwright-core"
import { startGateway, type Gateway } from "../setup/gateway"
import { ledgerRow, type WaitingOrder } from "../setup/shopper"
import { startStore, type RunningStore } from "../setup/store"
import { startBrowser } from "./browser"
import { seedEveryOutcome, type SeededOrders } from "./seed"

/** What the admin's browser specs need; it is there only when they run. */
export interface Fixture {
  gateway: Gateway
  store: RunningStore
  browser: Browser
  orders: SeededOrders
}

/** Sets a stage for the specs of a file: a store of its own, with an order of every outcome. */
export function setStage(): () => Fixture {
  let gateway: Gateway
  let store: RunningStore
  let browser: Browser
  let orders: SeededOrders

  beforeAll(async () => {
    gateway = await startGateway()
    store = await startStore({ almaraUrl: gateway.url })
    orders = await seedEveryOutcome(store, gateway)
    browser = await startBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await store?.stop()
    await gateway?.stop()
  })

  return () => ({ gateway, store, browser, orders })
}

export const rowOf = (stage: Fixture, order: WaitingOrder) => ledgerRow(stage.store, order.paymentSessionId)

export const checkoutById = async (stage: Fixture, id: string) =>
  (await stage.store.database.query("select * from almara_checkout where id = $1", [id])).rows[0]

/** The rows of the table that is seen; the chart's numbers stand in one of their own. */
export const tableRows = (page: Page) => page.locator("table:not([data-numbers]) tbody tr")

/** The address of the list with these filters. */
export const listWith = (filters: Record<string, unknown>): string =>
  `/app/almara?${Object.entries(filters)
    .map(([name, value]) => `${name}=${encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value))}`)
    .join("&")}`

/** Says what is done about held money, and confirms it. */
export async function resolveBy(page: Page, checkoutId: string, action: string, note: string): Promise<void> {
  await page.goto(`/app/almara/${checkoutId}`)
  await page.getByRole("button", { name: action }).click()
  await page.getByLabel("Note").fill(note)
  await page.getByRole("dialog").getByRole("button", { name: action }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: action }).click()
}

export const untilSeen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

/** Goes on by the Tab key until what is focused is called so. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab")
    const focused = await page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    )
    if (typeof name === "string" ? focused.trim() === name : name.test(focused)) return
  }
  throw new Error(`${name} was not come to by the Tab key.`)
}
