import type { Browser, BrowserContext, Page, Route } from "playwright-core"
import type { PublicCheckout } from "../../src/core/views/public-checkout"
import { startBrowser } from "./browser"
import { bundleReactShop, serveReactShop } from "./react-page"
import { heading, newShopper, payButton } from "./shop"
import { paymentLike } from "./stub-store"

jest.setTimeout(300_000)

const ORIGIN = "http://localhost"
const PAGE_TO_PAY_ON = "https://almara.example/pay/1"

let browser: Browser
let script: string
let context: BrowserContext
let page: Page
/** What the store answers: a body, or a status. */
let answers: Record<string, object | number | (() => Promise<object>)>
let calls: string[]

beforeAll(async () => {
  ;[browser, script] = await Promise.all([startBrowser(), bundleReactShop()])
})
afterAll(() => browser?.close())

beforeEach(async () => {
  answers = {}
  calls = []
  ;({ context, page } = await newShopper(browser))
  await prepare(page)
})
afterEach(() => context?.close())

async function prepare(tab: Page): Promise<void> {
  await serveReactShop(tab, script)
  await tab.route("https://almara.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Almara</h1>" }),
  )
  await tab.route("**/store/**", answer)
}

async function answer(route: Route): Promise<void> {
  const request = route.request()
  const call = `${request.method()} ${new URL(request.url()).pathname}`
  calls.push(call)
  const said = answers[call] ?? 404
  if (typeof said === "number")
    return said === 0 ? route.abort() : route.fulfill({ status: said, json: { message: "No." } })
  return route.fulfill({ json: typeof said === "function" ? await said() : said })
}

const open = (tab: Page, query: Record<string, string>) =>
  tab.goto(`${ORIGIN}/react?${new URLSearchParams(query).toString()}`)
const endpoint = (id: string) => `GET /store/almara/checkouts/${id}`
const tell = (id: string, changes: Partial<PublicCheckout>) =>
  (answers[endpoint(id)] = { checkout: paymentLike({ payment_session_id: id, ...changes }) })
const alerts = () => page.getByRole("alert")
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await page.clock.runFor(5_000)
}

describe("the button that pays", () => {
  it("two tabs that are pressed at once complete the cart once, and both go to the same page", async () => {
    let isOrdered = false
    const session = { id: "payses_1", provider_id: "pp_almara_almara", status: "pending" }
    answers["GET /store/carts/cart_1"] = async () => ({
      cart: {
        id: "cart_1",
        completed_at: isOrdered ? "2026-01-01" : null,
        payment_collection: { id: "paycol_1", payment_sessions: [session] },
      },
    })
    answers["POST /store/carts/cart_1/complete"] = async () => {
      // As long as the order is being placed, the other tab has the time to do the same.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
      isOrdered = true
      tell("payses_1", { checkout_url: PAGE_TO_PAY_ON })
      return { type: "order" }
    }
    const other = await context.newPage()
    await prepare(other)
    for (const tab of [page, other]) await open(tab, { cart_id: "cart_1" })
    await Promise.all([page, other].map((tab) => payButton(tab).click()))
    for (const tab of [page, other]) await tab.waitForURL(PAGE_TO_PAY_ON)
    expect(calls.filter((call) => call.endsWith("/complete"))).toHaveLength(1)
  })

  it("says what did not work, and may be pressed again", async () => {
    answers["GET /store/carts/cart_1"] = 503
    await open(page, { cart_id: "cart_1" })
    await payButton(page).click()
    await alerts().getByText("Payment is not available at this moment").waitFor()
    answers["GET /store/carts/cart_1"] = 0
    await payButton(page).click()
    await alerts().getByText("The store did not answer").waitFor()
  })
})

describe("the result", () => {
  it("shows at once what the server has read, and then what the store says", async () => {
    const initial = JSON.stringify(paymentLike({ payment_session_id: "payses_1", status: "failed", can_retry: true }))
    tell("payses_1", { status: "paid" })
    await page.route("**/store/**", async (route) => {
      await heading(page, "The payment did not go through")
      await answer(route)
    })
    await open(page, { payment_session_id: "payses_1", initial })
    await heading(page, "Thank you")
  })

  it("shows the payment that took the place of the one whose page it is", async () => {
    answers[endpoint("payses_1")] = { checkout: paymentLike({ payment_session_id: "payses_9", status: "paid" }) }
    await open(page, { payment_session_id: "payses_1" })
    await heading(page, "Thank you")
    await page.locator("[data-order]").getByText("1042").waitFor()
  })

  it("says why a payment failed, and until when it can be paid", async () => {
    tell("payses_1", { status: "failed", reason: "funds", can_retry: true })
    await open(page, { payment_session_id: "payses_1" })
    await page
      .getByText(/^There was not enough money on the card or account\. You can try again until .*\d\d:\d\d, also/)
      .waitFor()
  })

  it("ends in words when nothing comes, and looks again when it is asked to", async () => {
    await page.clock.install()
    tell("payses_1", { checkout_url: PAGE_TO_PAY_ON })
    await open(page, { payment_session_id: "payses_1" })
    const end = page.locator("[data-end]")
    await end.getByText("watching").waitFor()
    await until(async () => (await end.textContent()) === "unconfirmed")
    await heading(page, "Your payment is not confirmed yet")
    tell("payses_1", { status: "paid" })
    await page.getByRole("button", { name: "Look again" }).click()
    await heading(page, "Thank you")
    await end.getByText("settled").waitFor()
  })

  it("says that the store cannot be reached, with the problem, and recovers", async () => {
    answers[endpoint("payses_1")] = 401
    await open(page, { payment_session_id: "payses_1" })
    await heading(page, "We cannot reach the store")
    await alerts().getByText("This order cannot be paid as it is").waitFor()
    tell("payses_1", { status: "paid" })
    await page.getByRole("button", { name: "Look again" }).click()
    await heading(page, "Thank you")
    expect(await alerts().count()).toBe(0)
  })

  it("shows the problem of a try that did not work as long as it can be tried again", async () => {
    tell("payses_1", { status: "failed", can_retry: true })
    answers["POST /store/almara/checkouts/payses_1/retry"] = 503
    await open(page, { payment_session_id: "payses_1" })
    await page.getByRole("button", { name: "Try again" }).click()
    await alerts().getByText("Payment is not available at this moment").waitFor()
    tell("payses_1", { status: "paid" })
    answers["POST /store/almara/checkouts/payses_1/retry"] = 400
    await page.getByRole("button", { name: "Try again" }).click()
    await heading(page, "Thank you")
    expect(await alerts().count()).toBe(0)
  })

  describe("of an order that the shopper has left", () => {
    const startOver = () => page.getByRole("button", { name: "Change the order" })
    const endpoint = "POST /store/almara/checkouts/payses_1/start-over"

    beforeEach(async () => {
      tell("payses_1", { status: "failed", can_retry: true, can_start_over: true })
      await open(page, { payment_session_id: "payses_1" })
      await startOver().waitFor()
    })

    it("is given up once, however often the button is pressed, and nothing else is done meanwhile", async () => {
      let answerNow = (): void => undefined
      answers[endpoint] = () => new Promise((resolve) => (answerNow = () => resolve({ cart_id: "cart_new" })))
      await startOver().dblclick()
      await page.getByRole("button", { name: "Try again" }).click()
      expect(await startOver().isDisabled()).toBe(true)
      tell("payses_1", { status: "canceled", can_retry: false, can_start_over: false })
      answerNow()
      await page.locator("[data-cart]").getByText("cart_new").waitFor()
      await startOver().waitFor({ state: "detached" })
      expect(calls.filter((call) => call.startsWith("POST"))).toEqual([endpoint])
    })

    it("stays where that cannot be found out now, in words, and may be given up later", async () => {
      answers[endpoint] = 503
      await startOver().click()
      await alerts().getByText("Payment is not available at this moment").waitFor()
      answers[endpoint] = { cart_id: "cart_new" }
      await startOver().click()
      await page.locator("[data-cart]").getByText("cart_new").waitFor()
      expect(await alerts().count()).toBe(0)
    })

    it("stays where it is paid, and the page says so", async () => {
      answers[endpoint] = 400
      tell("payses_1", { status: "paid" })
      await startOver().click()
      await heading(page, "Thank you")
      expect([await alerts().count(), await startOver().count(), await page.locator("[data-cart]").count()]).toEqual([
        0, 0, 0,
      ])
    })
  })

  it("is not given up while it is being paid", async () => {
    tell("payses_1", { status: "open", checkout_url: PAGE_TO_PAY_ON, can_start_over: true })
    await open(page, { payment_session_id: "payses_1" })
    await page.locator("[data-order]").waitFor()
    expect(await page.getByRole("button", { name: "Change the order" }).count()).toBe(0)
  })

  it("of another payment has nothing of the one before", async () => {
    tell("payses_1", { status: "failed", can_retry: true })
    answers["POST /store/almara/checkouts/payses_1/retry"] = 503
    answers[endpoint("payses_2")] = () => new Promise(() => undefined)
    await open(page, { payment_session_id: "payses_1", other: "payses_2" })
    await page.getByRole("button", { name: "Try again" }).click()
    await alerts().first().waitFor()
    await page.getByRole("button", { name: "The other payment" }).click()
    await heading(page, "Your payment is being prepared")
    expect([
      await page.locator("[data-order]").count(),
      await alerts().count(),
      await page.locator("[data-end]").textContent(),
    ]).toEqual([0, 0, "watching"])
  })
})
