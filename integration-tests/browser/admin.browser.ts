import type { Browser, BrowserContext, Page } from "playwright-core"
import { startGateway, type Gateway } from "../setup/gateway"
import { startStore, type RunningStore } from "../setup/store"
import { describeActing } from "./acting"
import { screenshot, seriousViolations, shiftsOf, signedIn, startBrowser, type Look } from "./browser"
import { describeFaces } from "./faces"
import { describeFilters } from "./filters"
import { describeInbox } from "./inbox"
import { describeKeyboard } from "./keyboard"
import { describeLooking } from "./looking"
import { seedEveryOutcome, writtenId, type SeededOrders } from "./seed"
import { describeSettings } from "./settings"
import type { Stage } from "./stage"

// The admin may have to be built first, on a machine that is busy with other things.
jest.setTimeout(900_000)

const LOOKS: Look[] = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 1280 },
  { theme: "light", width: 390 },
  { theme: "dark", width: 390 },
]

/** A fifth of what Chromium calls good: a line of text that comes late at the top of a page is more. */
const MOST_SHIFT = 0.02

let gateway: Gateway
let store: RunningStore
let browser: Browser
let orders: SeededOrders

const stage = (): Stage => ({ gateway, store, browser, orders })

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

/** Every page of the plugin: where it is, and what must be seen before it counts as there. */
const pages = async (): Promise<{ name: string; path: string; seen: string }[]> => [
  { name: "order", path: `/app/orders/${orders.paid.orderId}`, seen: "text=TXN565FDR43211" },
  { name: "order-held", path: `/app/orders/${orders.mismatched.orderId}`, seen: "text=Paid at Almara" },
  { name: "order-retried", path: `/app/orders/${orders.retried.orderId}`, seen: "text=Other attempts" },
  { name: "order-list", path: "/app/orders", seen: "text=payments need attention" },
  { name: "checkouts", path: "/app/almara", seen: "text=Success rate" },
  { name: "checkout", path: `/app/almara/${orders.mismatched.checkoutId}`, seen: "text=Timeline" },
  { name: "checkout-review", path: `/app/almara/${writtenId("review")}`, seen: "text=Nothing is written down yet." },
  { name: "inbox", path: "/app/almara/inbox", seen: "text=Dead letter" },
  { name: "settings", path: "/app/settings/almara", seen: "text=Settlement report" },
  { name: "customer", path: `/app/customers/${await customerOf(orders.paid.orderId)}`, seen: "text=Almara payments" },
]

const customerOf = async (orderId: string): Promise<string> => (await store.database.query('select customer_id from "order" where id = $1', [orderId])).rows[0].customer_id

describe.each(LOOKS)("$theme, $width pixels wide", (look) => {
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    ;({ context, page } = await signedIn(browser, store.url, look))
  })
  afterAll(() => context?.close())

  it("shows every page without serious accessibility violations, without sideways scrolling and without jumping", async () => {
    const found: Record<string, string[]> = {}
    for (const { name, path: address, seen } of await pages()) {
      await page.goto(address)
      await page.locator(seen).first().waitFor()
      await page.waitForLoadState("networkidle")
      const shifts = await shiftsOf(page)
      const jumped = shifts.reduce((sum, { value }) => sum + value, 0)
      await screenshot(page, look, name)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      const problems = [
        ...(await seriousViolations(page, "[data-almara]")),
        ...(overflow > 0 ? [`scrolls sideways by ${overflow} pixels`] : []),
        ...(jumped >= MOST_SHIFT ? [`jumps by ${jumped}: ${JSON.stringify(shifts)}`] : []),
      ]
      if (problems.length > 0) found[name] = problems
    }
    expect(found).toEqual({})
  })
})

describeActing(stage)
describeInbox(stage)
describeSettings(stage)
describeLooking(stage)
describeFilters(stage)
describeKeyboard(stage)
describeFaces(stage)
