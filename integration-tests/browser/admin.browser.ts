import type { Browser, BrowserContext, Page } from "playwright-core"
import { startGateway, type Gateway } from "../setup/gateway"
import { eventually, ledgerRow, orderOf, type WaitingOrder } from "../setup/shopper"
import { startStore, type RunningStore } from "../setup/store"
import { openIn, screenshot, seriousViolations, signedIn, startBrowser, type Look } from "./browser"
import { makeSureOfAdmin } from "./build"
import { describeLooking } from "./looking"
import { seedEveryOutcome, type SeededOrders } from "./seed"

// The admin may have to be built first, on a machine that is busy with other things.
jest.setTimeout(900_000)

const LOOKS: Look[] = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 1280 },
  { theme: "light", width: 390 },
  { theme: "dark", width: 390 },
]

let gateway: Gateway
let store: RunningStore
let browser: Browser
let orders: SeededOrders

beforeAll(async () => {
  gateway = await startGateway()
  await makeSureOfAdmin(gateway.url)
  store = await startStore({ almaraUrl: gateway.url })
  orders = await seedEveryOutcome(store, gateway)
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await store?.stop()
  await gateway?.stop()
})

const row = (order: WaitingOrder) => ledgerRow(store, order.paymentSessionId)
const eventsOf = async (order: WaitingOrder, kind: string) =>
  (await store.database.query("select actor, detail from almara_checkout_event where checkout_id = $1 and kind = $2", [order.checkoutId, kind])).rows

/** Every page of the plugin: where it is, and what must be seen before it counts as there. */
const pages = async (): Promise<{ name: string; path: string; seen: string }[]> => [
  { name: "order", path: `/app/orders/${orders.paid.orderId}`, seen: "text=TXN565FDR43211" },
  { name: "order-held", path: `/app/orders/${orders.mismatched.orderId}`, seen: "text=Needs attention" },
  { name: "order-list", path: "/app/orders", seen: "text=payments need attention" },
  { name: "checkouts", path: "/app/almara", seen: "text=Success rate" },
  { name: "checkout", path: `/app/almara/${orders.mismatched.checkoutId}`, seen: "text=Timeline" },
  { name: "inbox", path: "/app/almara/inbox", seen: "text=Dead letter" },
  { name: "settings", path: "/app/settings/almara", seen: "text=Settlement report" },
  { name: "customer", path: `/app/customers/${await customerOf(orders.paid)}`, seen: "text=Almara payments" },
]

const customerOf = async (order: WaitingOrder): Promise<string> =>
  (await store.database.query("select customer_id from \"order\" where id = $1", [order.orderId])).rows[0].customer_id

describe.each(LOOKS)("$theme, $width pixels wide", (look) => {
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    ;({ context, page } = await signedIn(browser, store.url, look))
  })
  afterAll(() => context?.close())

  it("shows every page without serious accessibility violations and without sideways scrolling", async () => {
    const found: Record<string, string[]> = {}
    for (const { name, path: address, seen } of await pages()) {
      await page.goto(address)
      await page.locator(seen).first().waitFor()
      await page.waitForLoadState("networkidle")
      await screenshot(page, look, name)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      const problems = [...(await seriousViolations(page, "[data-almara]")), ...(overflow > 0 ? [`scrolls sideways by ${overflow} pixels`] : [])]
      if (problems.length > 0) found[name] = problems
    }
    expect(found).toEqual({})
  })
})

describe("what a merchant does", () => {
  const look: Look = { theme: "light", width: 1280 }
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    ;({ context, page } = await signedIn(browser, store.url, look))
  })
  afterAll(() => context?.close())

  /** The rows of a table that is seen; the chart's numbers stand in one that is only heard. */
  const rows = () => page.locator("table:not(.sr-only) tbody tr")
  const toast = (text: string | RegExp) => page.getByText(text).first().waitFor()

  async function resolveBy(order: WaitingOrder, action: string, note: string): Promise<void> {
    await page.goto(`/app/almara/${order.checkoutId}`)
    await page.getByRole("button", { name: action }).click()
    await page.getByLabel("Note").fill(note)
    await page.getByRole("dialog").getByRole("button", { name: action }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: action }).click()
  }

  it("asks nothing on the page of an order that was not paid by Almara", async () => {
    await store.database.query("update payment_session set provider_id = 'pp_system_default' where id = $1", [orders.canceled.paymentSessionId])
    // What the page before still asks for is not counted.
    await page.goto("about:blank")
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    await page.goto(`/app/orders/${orders.canceled.orderId}`)
    await page.getByText("Summary").first().waitFor()
    await page.waitForLoadState("networkidle")
    await store.database.query("update payment_session set provider_id = 'pp_almara_almara' where id = $1", [orders.canceled.paymentSessionId])
    expect(asked.filter((url) => url.includes("/admin/almara"))).toEqual([])
  })

  it("needs one request on the page of an order that was", async () => {
    // What the page before still asks for is not counted.
    await page.goto("about:blank")
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    await page.goto(`/app/orders/${orders.paid.orderId}`)
    await page.getByText("TXN565FDR43211").first().waitFor()
    await page.waitForLoadState("networkidle")
    expect(asked.filter((url) => url.includes("/admin/almara"))).toHaveLength(1)
  })

  it("checks with Almara, and sees what changed", async () => {
    await gateway.decide(orders.open.conversationId, { outcome: "paid", callback: { send: false } })
    await page.goto(`/app/orders/${orders.open.orderId}`)
    await page.getByRole("button", { name: "Check with Almara" }).click()
    await toast("Paid. Almara confirmed the money")
    expect((await row(orders.open)).state).toBe("paid")
    expect((await orderOf(store, orders.open.orderId)).summary.paid_total).toBe(7000)
  })

  it("copies a reference", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"])
    await page.goto(`/app/almara/${orders.paid.checkoutId}`)
    for (const label of ["Almara reference", "Checkout reference", "Conversation id", "Almara's conversation id", "Almara's checkout id"]) {
      await page.getByRole("button", { name: `Copy ${label}`, exact: true }).waitFor()
    }
    await page.getByRole("button", { name: "Copy Almara reference", exact: true }).click()
    expect(await eventually(() => page.evaluate(() => navigator.clipboard.readText()), (text) => text !== "")).toBe("TXN565FDR43211")
  })

  it("is told in Swahili why money cannot be accepted", async () => {
    const swahili = await openIn(browser, context, store.url, "sw")
    await swahili.page.goto(`/app/almara/${orders.mismatched.checkoutId}`)
    await swahili.page.getByRole("button", { name: "Weka kwenye oda" }).click()
    await swahili.page.getByRole("dialog").getByRole("button", { name: "Weka kwenye oda" }).click()
    await swahili.page.getByRole("alertdialog").getByRole("button", { name: "Weka kwenye oda" }).click()
    await swahili.page.getByText(/Mteja alilipa KES\s6,000\.00, lakini kinachosubiriwa ni KES\s7,000\.00/).first().waitFor()
    await screenshot(swahili.page, look, "refusal-sw")
    await swahili.context.close()
    expect((await row(orders.mismatched)).state).toBe("held")
  })

  it("is told why money cannot be accepted, and accepts it when it fits", async () => {
    await resolveBy(orders.mismatched, "Accept onto the order", "the customer called")
    await toast(/6,000\.00, but/)
    expect((await row(orders.mismatched)).state).toBe("held")
    await gateway.decide(orders.mismatched.conversationId, { outcome: "paid", amount: 7000, callback: { send: false } })
    await resolveBy(orders.mismatched, "Accept onto the order", "Almara corrected the sum")
    await toast("It stands in the timeline with your name")
    expect((await row(orders.mismatched)).state).toBe("paid")
    expect((await orderOf(store, orders.mismatched.orderId)).payment_status).toBe("captured")
  })

  it("marks money as refunded, with a note that is needed", async () => {
    await page.goto(`/app/almara/${orders.late.checkoutId}`)
    await page.getByRole("button", { name: "Mark as refunded" }).click()
    await screenshot(page, look, "refund-drawer")
    await page.getByRole("dialog").getByRole("button", { name: "Mark as refunded" }).click()
    await page.getByText("Say why, in a few words.").waitFor()
    expect((await row(orders.late)).state).toBe("held")
    await resolveBy(orders.late, "Mark as refunded", "Sent back on Tuesday")
    await toast("It stands in the timeline with your name")
    expect((await row(orders.late)).state).toBe("resolved")
    expect(await eventsOf(orders.late, "resolved")).toEqual([{ actor: expect.stringMatching(/^user_/), detail: expect.objectContaining({ action: "refunded", note: "Sent back on Tuesday" }) }])
    await page.getByText("“Sent back on Tuesday”").waitFor()
    await page.getByText("admin@example.com").first().waitFor()
    await screenshot(page, look, "resolved")
  })

  it("dismisses money", async () => {
    await resolveBy(orders.dismissable, "Dismiss", "A test of ours")
    await toast("It stands in the timeline with your name")
    expect((await row(orders.dismissable)).state).toBe("resolved")
    expect((await orderOf(store, orders.dismissable.orderId)).transactions).toHaveLength(0)
  })

  it("replays a selection of dead letters", async () => {
    await page.goto(`/app/almara/inbox?state=${encodeURIComponent('["dead"]')}`)
    await rows().first().waitFor()
    expect(await rows().count()).toBe(3)
    await page.locator("thead").getByRole("checkbox").click()
    await screenshot(page, look, "inbox-selected")
    let goOn = (): void => undefined
    const isSeen = new Promise<void>((resolve) => (goOn = resolve))
    await page.route("**/admin/almara/callbacks/*/replay", async (route) => {
      await isSeen
      await route.continue()
    })
    await page.getByRole("button", { name: /Replay/ }).first().click()
    await page.getByText("Replaying 1 of 3").waitFor()
    goOn()
    await toast("3 callbacks were put back into the queue")
    await page.unroute("**/admin/almara/callbacks/*/replay")
    await eventually(
      async () => (await store.database.query("select count(*)::int as dead from almara_callback where state = 'dead'")).rows[0].dead,
      (dead) => dead === 0
    )
  })

  it("reads a callback as it came, with what was withheld", async () => {
    await page.goto(`/app/almara/inbox?q=${orders.paid.conversationId}`)
    await rows().first().click()
    await page.getByRole("dialog").getByText("[withheld]").first().waitFor()
    await screenshot(page, look, "callback")
  })

  it("sends itself a test callback, and asks Almara about each payment", async () => {
    await page.goto("/app/settings/almara")
    await page.getByRole("button", { name: "Send a test callback to myself" }).click()
    await toast(/went through the public address/)
    const last = await store.database.query("select state from almara_callback order by created_at desc limit 1")
    expect(last.rows[0].state).toBe("done")
    await page.getByRole("button", { name: "Ask Almara about each" }).click()
    await page.getByText(/Almara was asked about/).waitFor()
    expect(await page.content()).not.toContain("almara-simulator-secret")
  })

  it("sees why when Almara does not accept the credentials, and can try again", async () => {
    await gateway.behave({ token: { mode: "unauthorized" }, routes: { mode: "unauthorized" } })
    await gateway.revokeTokens()
    await page.goto("/app/settings/almara")
    await page.getByRole("alert").first().waitFor()
    await screenshot(page, look, "settings-refused")
    await gateway.behave({ token: { mode: "ok" }, routes: { mode: "ok" } })
    await page.getByRole("button", { name: "Check again" }).click()
    await page.getByText(/Received in/).waitFor()
  })
})

describeLooking(() => ({ store, browser, orders }))
