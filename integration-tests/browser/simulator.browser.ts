import type { Browser, BrowserContext, Page } from "playwright-core"
import { startSimulator, type RunningSimulator } from "../../simulator/server"
import { json, Merchant, startStore } from "../../simulator/spec-support"
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
const pathOf = ({ pageUrl }: { pageUrl: string }) => `/checkouts/${pageUrl.split("/").at(-1)}`
const answerRows = () => page.locator("#answer-list tbody tr")

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
    await merchant.postJson(`/simulator/checkouts/${first.id}/visit`, { door: "return" })
    await merchant.postJson("/simulator/behaviour", { checkStatus: { mode: "forbidden" } })
    await page.goto("/")
    await check("list")
    await page.goto(pathOf(first))
    await check("checkout")
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

it("shows a new checkout by itself, and keeps the focus and the place in the page", async () => {
  await openCheckout("FIRST")
  for (let index = 0; index < 30; index += 1) await openCheckout(`FILL-${index}`)
  await open("/")
  const first = page.getByRole("link", { name: "FIRST" })
  await first.focus()
  await first.scrollIntoViewIfNeeded()
  const topOf = async () => (await first.boundingBox())?.y
  const before = await topOf()
  await openCheckout("NEWEST")
  await page.getByRole("link", { name: "NEWEST" }).waitFor()
  expect(await first.evaluate((link) => link === document.activeElement)).toBe(true)
  expect(Math.abs(((await topOf()) ?? NaN) - (before ?? NaN))).toBeLessThan(2)
  expect(await page.getByRole("status").textContent()).toContain("The newest, NEWEST, is open.")
})

it("leaves what is being typed alone while the page is kept up to date", async () => {
  const checkout = await openCheckout("ORDER")
  await open(pathOf(checkout))
  await page.getByRole("textbox", { name: "Another reference" }).fill("TYPED")
  await page.getByLabel("Paid, but under another reference").check()
  await merchant.setOutcome(checkout.id, { outcome: "declined" })
  await page.locator("#facts", { hasText: "declined" }).waitFor()
  expect(await page.getByRole("textbox", { name: "Another reference" }).inputValue()).toBe("TYPED")
  expect(await page.getByLabel("Paid, but under another reference").isChecked()).toBe(true)
})

it("decides a checkout with the keyboard alone, and shows what the store answered", async () => {
  const checkout = await openCheckout("ORDER")
  await open("/")
  await page.getByRole("link", { name: "ORDER" }).focus()
  await page.keyboard.press("Enter")
  await page.getByLabel("Paid", { exact: true }).focus()
  await page.keyboard.press("ArrowDown")
  expect(await page.getByLabel("Declined, with the code").isChecked()).toBe(true)
  await page.getByLabel("Code of the decline").selectOption("1")
  await page.getByRole("button", { name: "Decide" }).focus()
  await page.keyboard.press("Enter")
  await answerRows().first().waitFor()
  expect(await answerRows().first().innerText()).toMatch(/callback\s+200\s+\d+ ms\s+\{\}/)
  expect(JSON.parse(store.received[0]?.body ?? "")).toMatchObject({
    originatorConversationId: checkout.id,
    checkoutOutcome: { ResultCode: "1", ResultDesc: "Insufficient funds" },
  })
})

it("sends callbacks late, twice and wrong", async () => {
  const checkout = await openCheckout("ORDER")
  await open(pathOf(checkout))
  const send = async (kind: string) => {
    await page.getByLabel("A callback").selectOption(kind)
    // The page before may show the new row by itself; what is chosen on it then is lost.
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Send the callback" }).click()])
  }
  const sendLate = async (seconds: number) => {
    await page.locator("#callback-seconds").fill(String(seconds))
    await send("late")
  }
  await send("twice")
  await answerRows().nth(1).waitFor()
  await send("signature")
  await answerRows().nth(2).waitFor()
  expect(store.received.map(({ path }) => path)).toEqual([
    "/checkout/cart?hash=callback",
    "/checkout/cart?hash=callback",
    "/checkout/cart?hash=dbmmcbdl",
  ])
  // So late that it does not come while the page is looked at.
  await sendLate(600)
  await page.getByText("On their way: 1.").waitFor()
  expect(store.received).toHaveLength(3)
  const asked = Date.now()
  await sendLate(1)
  await answerRows().nth(3).waitFor()
  const { deliveries } = await json(await fetch(`${simulator.url}/simulator/checkouts/${checkout.id}`))
  expect(Date.parse(deliveries[3].at) - asked).toBeGreaterThanOrEqual(1_000)
  await send("other_checkout")
  await page.getByRole("heading", { name: "There is no other checkout" }).waitFor()
})

it("switches a fault and says so on every page, until all works again", async () => {
  const checkout = await openCheckout("ORDER")
  await open("/")
  await page.getByLabel("Ask about a checkout (check-status)").selectOption("forbidden")
  await page.getByRole("button", { name: "Let it behave so" }).click()
  await page.getByText("Misbehaving as told: check-status.").waitFor()
  expect((await merchant.checkStatus(checkout.id)).status).toBe(403)
  await page.goto(pathOf(checkout))
  await page.getByText("Misbehaving as told: check-status.").waitFor()
  await page.getByRole("link", { name: "Change it" }).click()
  await page.getByRole("button", { name: "Let all work again" }).click()
  await page.getByText("Misbehaving as told").waitFor({ state: "detached" })
  expect((await merchant.checkStatus(checkout.id)).status).toBe(200)
})
