import type { Browser, BrowserContext, Page } from "playwright-core"
import { startStorefront, type RunningStorefront } from "../../examples/storefront/server"
import type { PublicCheckout } from "../../src/core/views/public-checkout"
import type { ShopperState } from "../../src/storefront"
import { startBrowser } from "./browser"
import { LOOKS, pageProblems } from "./pages"
import { heading, newShopper } from "./shop"
import { paymentLike, startStubStore, type StubStore } from "./stub-store"

jest.setTimeout(300_000)

const PAGE_TO_PAY_ON = "https://almara.example/pay/1"
/** A payment in every state that a shopper can be told; the two that are none are told by what the store answers. */
const PAYMENTS: Record<Exclude<ShopperState, "unknown" | "unreachable">, Partial<PublicCheckout>> = {
  preparing: { status: "created" },
  not_started: { status: "created", can_retry: true },
  confirming: { checkout_url: PAGE_TO_PAY_ON },
  unconfirmed: { checkout_url: PAGE_TO_PAY_ON },
  placing: { status: "paid", order: null },
  paid: { status: "paid" },
  partly_paid: { status: "paid", can_retry: true, outstanding_amount: "2200" },
  failed: { status: "failed", reason: "declined", can_retry: true },
  failed_for_good: { status: "failed", reason: "funds" },
  canceled: { status: "canceled", can_retry: true },
  canceled_for_good: { status: "canceled" },
  changed: { is_outdated: true, can_retry: true },
  order_canceled: { status: "canceled", reason: "order_canceled" },
  order_paid: { status: "paid", reason: "order_paid" },
  dealt_with: { status: "canceled", reason: "dealt_with", can_retry: true },
  dealt_with_for_good: { status: "canceled", reason: "dealt_with" },
  expired: { status: "expired" },
  review: { status: "review", reason: "received" },
  unclear: { status: "review", reason: "unclear" },
}
const TITLES: Record<ShopperState, string> = {
  preparing: "Your payment is being prepared",
  not_started: "The payment could not be started",
  confirming: "Your payment is being confirmed",
  unconfirmed: "Your payment is not confirmed yet",
  placing: "Thank you",
  paid: "Thank you",
  partly_paid: "Thank you. A part is still open",
  failed: "The payment did not go through",
  failed_for_good: "The payment did not go through",
  canceled: "You left the payment",
  canceled_for_good: "You left the payment",
  changed: "The order has changed",
  order_canceled: "The order was canceled",
  order_paid: "This order is paid",
  dealt_with: "The store has dealt with your earlier payment",
  dealt_with_for_good: "The store has dealt with your payment",
  expired: "The time to pay is over",
  review: "We are looking at your payment",
  unclear: "We are checking your payment",
  unreachable: "We cannot reach the store",
  unknown: "We do not know this payment",
}

let store: StubStore
let storefront: RunningStorefront
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  ;[store, browser] = await Promise.all([startStubStore(), startBrowser()])
  storefront = await startStorefront({ port: 0, storeUrl: store.url, publishableKey: "pk_none" })
})

afterAll(async () => {
  await browser?.close()
  await storefront?.close()
  await store?.close()
})

beforeEach(async () => {
  store.answers.clear()
  for (const [state, changes] of Object.entries(PAYMENTS))
    store.answers.set(state, paymentLike({ payment_session_id: state, ...changes }))
  store.answers.set("unreachable", "silence")
})

afterEach(() => context?.close())

const addressOf = (state: string, look = state === "unconfirmed" ? 99 : 0) =>
  `${storefront.url}/checkout/almara?payment_session_id=${state}&look=${look}`
const open = async (state: string, more?: Parameters<typeof newShopper>[1]) => {
  ;({ context, page } = await newShopper(browser, more))
  await page.goto(addressOf(state))
}
const button = (name: string) =>
  page.getByRole("button", { name, exact: true }).or(page.getByRole("link", { name, exact: true }))

// The storefront writes what went wrong into its log; here that is what a spec has asked for.
beforeAll(() => void jest.spyOn(console, "error").mockImplementation(() => undefined))
afterAll(() => jest.restoreAllMocks())

describe.each(LOOKS)("$theme, $width pixels wide", (look) => {
  it("every state is told without serious accessibility violations and without sideways scrolling", async () => {
    ;({ context, page } = await newShopper(browser, {
      viewport: { width: look.width, height: 844 },
      colorScheme: look.theme,
    }))
    const found: Record<string, string[]> = {}
    for (const [state, title] of Object.entries(TITLES)) {
      await page.goto(addressOf(state))
      await heading(page, title)
      const problems = await pageProblems(page, look, `shop-${state}`)
      if (problems.length > 0) found[state] = problems
    }
    expect(found).toEqual({})
  })
})

describe("what is said and offered", () => {
  it("a decline says why, until when, and offers another way than trying again", async () => {
    await open("failed")
    await page
      .getByText(/^The card was declined\. You can try again until \d\d:\d\d, also with another card\.$/)
      .or(page.getByText(/until \d+ \w+ at \d\d:\d\d, also/))
      .waitFor()
    await button("Try again").waitFor()
    await button("Back to the shop").waitFor()
  })

  it("a cancellation offers to pay, not to try again", async () => {
    await open("canceled")
    await button("Pay now").waitFor()
    expect(await button("Try again").count()).toBe(0)
  })

  it.each(["failed_for_good", "canceled_for_good", "expired", "review", "unclear", "paid", "unknown"])(
    "%s offers nothing that would be refused, nor a page to pay on",
    async (state) => {
      await open(state)
      await button("Back to the shop").waitFor()
      expect(await page.getByText(/try again (now|until)|pay (now|until)|Go to the payment page/i).count()).toBe(0)
    },
  )

  it("while it can be paid there, Almara's page is a click away", async () => {
    await open("confirming")
    expect(await page.getByRole("link", { name: "Go to the payment page" }).getAttribute("href")).toBe(PAGE_TO_PAY_ON)
  })

  it.each([
    ["fr-FR", "Merci", "fr"],
    ["sw-KE", "Asante", "sw"],
  ])("in %s", async (locale, title, language) => {
    await open("paid", { locale })
    await heading(page, title)
    expect(await page.locator("html").getAttribute("lang")).toBe(language)
  })
})

describe("another try that does not work", () => {
  it.each([
    [503, "Payment is not available at this moment"],
    ["silence", "The store did not answer"],
  ] as const)("%s: says so, and offers it again", async (answer, sentence) => {
    store.answers.set("failed/retry", answer)
    await open("failed")
    await button("Try again").click()
    await page.getByRole("alert").getByText(sentence).waitFor()
    await button("Try again").waitFor()
    expect(await pageProblems(page, { theme: "light", width: 390 }, "shop-problem")).toEqual([])
  })

  it("what is refused because it was paid elsewhere is shown as paid, without a complaint", async () => {
    await open("failed")
    store.answers.set("failed/retry", 400)
    store.answers.set("failed", paymentLike({ payment_session_id: "failed", status: "paid" }))
    await button("Try again").click()
    await heading(page, "Thank you")
    expect(await page.getByRole("alert").count()).toBe(0)
  })
})

describe("the waiting page looks by itself", () => {
  /** Lets the page's clock run, and the network answer, until the page says something. */
  const runUntil = async (title: string): Promise<void> => {
    const said = page.getByRole("heading", { level: 1, name: title })
    while ((await said.count()) === 0) await page.clock.runFor(5_000)
  }
  const waitingPage = async () => {
    ;({ context, page } = await newShopper(browser))
    await page.clock.install()
    await page.goto(addressOf("confirming"))
    await page.getByText("This page looks again by itself.").waitFor()
  }

  it("until it is paid", async () => {
    await waitingPage()
    store.answers.set("confirming", paymentLike({ payment_session_id: "confirming", status: "paid" }))
    await runUntil("Thank you")
  })

  it("and says so when nothing comes, with a way to look again", async () => {
    await waitingPage()
    await runUntil(TITLES.unconfirmed)
    expect(await page.getByText("looks again by itself").count()).toBe(0)
    const before = store.asked.length
    await button("Look again").click()
    await heading(page, TITLES.confirming)
    expect(store.asked.length).toBeGreaterThan(before)
  })

  it.each([
    ["it is away", () => void store.answers.set("confirming", "silence")],
    [
      "something between refuses to say",
      () => page.route("**/store/**", (route) => route.fulfill({ status: 403, body: "no" })),
    ],
  ])("and says that it cannot reach the store when %s", async (_, breakIt) => {
    await waitingPage()
    await breakIt()
    await runUntil(TITLES.unreachable)
    expect(await page.getByText("looks again by itself").count()).toBe(0)
    store.answers.set("confirming", paymentLike({ payment_session_id: "confirming", status: "paid" }))
    await button("Look again").click()
    await heading(page, "Thank you")
  })
})
