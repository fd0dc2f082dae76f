import path from "node:path"
import { build } from "esbuild"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { startBrowser } from "./browser"
import { LOOKS, pageProblems } from "./pages"
import { heading, newShopper } from "./shop"
import { paymentLike } from "./stub-store"

jest.setTimeout(300_000)

const ADDRESS = "http://localhost/checkout/almara"
const ENDPOINT = "http://localhost/store/almara/checkouts/payses_1"
const PAGE_TO_PAY_ON = "https://almara.example/pay/1"

let browser: Browser
let script: string
let context: BrowserContext
let page: Page

beforeAll(async () => {
  browser = await startBrowser()
  const entry = {
    contents: 'import { resultPage } from "./result-page"; void resultPage(document.querySelector("main"))',
    resolveDir: path.resolve(__dirname, "../../examples/browser"),
  }
  const { outputFiles } = await build({ stdin: entry, bundle: true, write: false, format: "iife" })
  // The store is asked on the page's own origin: Chromium lets no page that did not come over the network ask this
  // machine.
  script = (outputFiles[0]?.text ?? "").replace("http://localhost:9000", "")
})
afterAll(() => browser?.close())

beforeEach(async () => {
  ;({ context, page } = await newShopper(browser))
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Payment</title><main role="status"></main><script src="/page.js"></script>`
  await page.route(`${ADDRESS}*`, (route) => route.fulfill({ contentType: "text/html", body }))
  await page.route("http://localhost/page.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: script }),
  )
  await page.route("https://almara.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Almara</h1>" }),
  )
})
afterEach(() => context?.close())

const tell = (changes: Parameters<typeof paymentLike>[0], address = ENDPOINT) =>
  page.route(address, (route) => route.fulfill({ json: { checkout: paymentLike(changes) } }))
const open = () => page.goto(`${ADDRESS}?payment_session_id=payses_1`)

it("the guide's result page says what has become of a payment, and has a way on", async () => {
  await tell({ checkout_url: PAGE_TO_PAY_ON })
  await open()
  await heading(page, "Your payment is being confirmed")
  expect(await page.getByRole("link", { name: "Go to the payment page" }).getAttribute("href")).toBe(PAGE_TO_PAY_ON)
  await tell({ status: "paid" })
  await heading(page, "Thank you")
  await page.getByText("Order number: 1042").waitFor()
})

it("tries again after a decline, says what does not work, and goes on to the payment", async () => {
  await tell({ status: "failed", reason: "declined", can_retry: true })
  await page.route(`${ENDPOINT}/retry`, (route) => route.fulfill({ status: 503, json: { message: "no" } }))
  await open()
  const again = page.getByRole("button", { name: "Try again" })
  await again.click()
  await page.getByText("Payment is not available at this moment").waitFor()
  await tell({ checkout_url: PAGE_TO_PAY_ON }, `${ENDPOINT}/retry`)
  await again.click()
  await page.waitForURL(PAGE_TO_PAY_ON)
})

it.each([
  ["no payment", "?payment_session_id=", "We do not know this payment"],
  ["a store that refuses", "?payment_session_id=payses_1", "We cannot reach the store"],
])("ends in words for %s", async (_, query, title) => {
  await page.route(ENDPOINT, (route) => route.fulfill({ status: 401, json: { message: "no" } }))
  await page.goto(`${ADDRESS}${query}`)
  await heading(page, title)
  expect(await pageProblems(page, LOOKS[0]!, "guide-result")).toEqual([])
})
