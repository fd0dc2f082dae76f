import type { Browser, BrowserContext, Page } from "playwright-core"
import { startSimulator, type RunningSimulator } from "../../simulator/server"
import { Merchant, startStore } from "../../simulator/spec-support"
import { startBrowser, type Look } from "./browser"
import { LOOKS, pageProblems } from "./pages"

jest.setTimeout(300_000)

let simulator: RunningSimulator
let store: Awaited<ReturnType<typeof startStore>>
let merchant: Merchant
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  store = await startStore()
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  await store?.close()
})

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, callbackPausesMs: [] })
  merchant = await new Merchant(simulator.url).logIn()
})
afterEach(async () => {
  await context?.close()
  await simulator.close()
  store.received.length = 0
})

async function open(path: string, look: Look = { theme: "light", width: 1280 }): Promise<void> {
  context = await browser.newContext({
    baseURL: simulator.url,
    viewport: { width: look.width, height: look.width === 390 ? 844 : 900 },
    colorScheme: look.theme,
    locale: "en-GB",
  })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(path)
}

const openCheckout = (reference: string) => merchant.openCheckout(store.url, { checkoutReference: reference })

describe.each(LOOKS)("$theme, $width pixels wide", (look) => {
  it("shows every page without serious accessibility violations and without sideways scrolling", async () => {
    const found: Record<string, string[]> = {}
    const check = async (name: string) => {
      const problems = await pageProblems(page, look, `simulator-${name}`)
      if (problems.length > 0) found[name] = problems
    }
    await open("/", look)
    await check("empty")

    const first = await openCheckout("ORD-20260126-7848")
    const second = await openCheckout("ORD-20260126-7849")
    const third = await openCheckout("ORD-20260126-7850")
    await openCheckout("ORD-20260126-7851")
    await merchant.setOutcome(first.id, { outcome: "paid", reference: "TXN565FDR43211" })
    await merchant.setOutcome(second.id, { outcome: "declined", code: 1 })
    await merchant.setOutcome(third.id, { outcome: "canceled" })
    await merchant.postJson(`/simulator/checkouts/${first.id}/callback`, { wrong: "signature" })
    await merchant.postJson(`/simulator/checkouts/${first.id}/visit`, { endpoint: "return" })
    await merchant.postJson("/simulator/behaviour", { checkStatus: { mode: "forbidden" } })
    await page.goto("/")
    await check("list")
    expect(found).toEqual({})
  })

  it("shows the shopper's pages as well", async () => {
    const found: Record<string, string[]> = {}
    const visit = async (name: string, heading: string | RegExp) => {
      await page.getByRole("heading", { level: 1, name: heading }).waitFor()
      const problems = await pageProblems(page, look, `simulator-${name}`)
      if (problems.length > 0) found[name] = problems
    }
    await open("/", look)
    // The page that takes a shopper back to the store would be gone before it could be looked at.
    await context.addInitScript(() => (HTMLFormElement.prototype.submit = () => undefined))
    const checkout = await openCheckout("ORD-20260126-7848")
    await page.goto(checkout.pageUrl)
    await visit("pay", /^Pay KES/)
    await page.getByRole("button", { name: "Decide later" }).click()
    await visit("later", "Decide later")
    await page.getByRole("link", { name: "Back to the checkout" }).click()
    await page.getByRole("button", { name: /^Pay KES/ }).click()
    await visit("return", "Paid")
    await page.goto(checkout.pageUrl)
    await visit("paid", "This checkout is paid")
    const declined = await openCheckout("ORD-20260126-7849")
    await merchant.setOutcome(declined.id, { outcome: "declined", code: 1 })
    await page.goto(declined.pageUrl)
    await visit("declined", "This checkout was declined")
    const canceled = await openCheckout("ORD-20260126-7850")
    await page.goto(canceled.pageUrl)
    await page.getByRole("button", { name: "Cancel" }).click()
    await visit("canceled", "Canceled")
    const expired = await openCheckout("ORD-20260126-7851")
    await merchant.setOutcome(expired.id, { outcome: "expired" })
    await page.goto(expired.pageUrl)
    await visit("expired", "This checkout has expired")
    await page.goto("/pay/nothing")
    await visit("unknown", "There is no such checkout")
    await page.goto("/nothing")
    await visit("not-found", "There is no such page")
    expect(found).toEqual({})
  })
})

it("decides a checkout with the keyboard alone, and shows what the store answered", async () => {
  const checkout = await openCheckout("ORDER")
  await openCheckout("NEWEST")
  await open("/")
  await page.getByLabel("Checkout", { exact: true }).selectOption("ORDER")
  await page.getByLabel("What happens to it").selectOption("Declined, with the code")
  await page.getByLabel("The code, status").fill("1")
  await page.keyboard.press("Enter")
  const item = page.getByRole("article").filter({ hasText: "ORDER" })
  await item.getByText(/callback: 200 in \d+ ms/).waitFor()
  expect(await page.getByLabel("Checkout", { exact: true }).locator("option:checked").innerText()).toBe("ORDER")
  expect(JSON.parse(store.received[0]?.body ?? "")).toMatchObject({
    originatorConversationId: checkout.id,
    checkoutOutcome: { ResultCode: "1", ResultDesc: "Insufficient funds" },
  })
})

it("switches a fault and says so, until all works again", async () => {
  const checkout = await openCheckout("ORDER")
  await open("/")
  await page.getByLabel("From now on").selectOption("check-status is forbidden (403)")
  await page.getByRole("button", { name: "Let it behave so" }).click()
  await page.getByText("Misbehaving as told: check-status.").waitFor()
  expect((await merchant.checkStatus(checkout.id)).status).toBe(403)
  await page.getByRole("button", { name: "Let all work again" }).click()
  await page.getByText("All works.").waitFor()
  expect((await merchant.checkStatus(checkout.id)).status).toBe(200)
})
