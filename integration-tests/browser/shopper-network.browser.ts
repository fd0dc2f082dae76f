import type { Browser, BrowserContext, Page } from "playwright-core"
import { eventually } from "../setup/shopper"
import { startBrowser } from "./browser"
import {
  atAlmara,
  booksOf,
  fillCartInBrowser,
  goToAlmara,
  heading,
  newShopper,
  paidOnce,
  payAtAlmara,
  payButton,
  startShop,
  type Payment,
  type RunningShop,
} from "./shop"

jest.setTimeout(300_000)

const THANKS = "Thank you"
const CONFIRMING = "Your payment is being confirmed"
/** How long each answer takes on the slow network, in milliseconds. */
const LATENCY = 600

let browser: Browser
let shop: RunningShop
let context: BrowserContext
let page: Page

beforeAll(async () => {
  ;[browser, shop] = await Promise.all([startBrowser(), startShop("order_first")])
})

afterAll(async () => {
  await browser?.close()
  await shop?.stop()
})

beforeEach(async () => {
  ;({ context, page } = await newShopper(browser))
})

afterEach(async () => {
  await context?.close()
  await shop.gateway.behave({ callbacks: "send", callbackDelayMs: 0, checkStatus: { mode: "ok" } })
})

const untilBooked = (payment: Payment) =>
  eventually(
    () => booksOf(shop, payment),
    (books) => JSON.stringify(books) === JSON.stringify(paidOnce("paid")),
    60_000,
  )

describe("when the network and Almara are not at their best", () => {
  it("the return is faster than the callback: it settles, and the callback that follows changes nothing", async () => {
    await shop.gateway.behave({ callbackDelayMs: 600_000 })
    const payment = await goToAlmara(page, shop)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(payment)
    const before = await shop.gateway.checkout(payment.merchant_request_id)
    expect([before.deliveries, before.underWay]).toEqual([[], 1])
    expect(await shop.gateway.callback(payment.merchant_request_id)).toMatchObject([{ status: 200 }])
    await eventually(
      async () =>
        (
          await shop.store.database.query("select state from almara_callback where merchant_request_id = $1", [
            payment.merchant_request_id,
          ])
        ).rows,
      (rows) => rows.length === 1 && rows[0].state === "done",
    )
    await untilBooked(payment)
  })

  it("not known yet is never called failed: the page waits, and turns by itself", async () => {
    await shop.gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    const payment = await goToAlmara(page, shop)
    await payAtAlmara(page)
    await heading(page, CONFIRMING)
    await page.getByText("You may close this page").waitFor()
    await context.setOffline(true)
    await shop.gateway.behave({ checkStatus: { mode: "ok" } })
    await shop.gateway.callback(payment.merchant_request_id)
    await untilBooked(payment)
    await context.setOffline(false)
    await heading(page, THANKS)
  })

  it("without scripts the waiting page loads itself again", async () => {
    const plain = await newShopper(browser, { javaScriptEnabled: false })
    await shop.gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    const payment = await goToAlmara(plain.page, shop)
    await payAtAlmara(plain.page)
    await plain.page.getByRole("button", { name: "Back to the store" }).click()
    await heading(plain.page, CONFIRMING)
    await shop.gateway.behave({ checkStatus: { mode: "ok" } })
    await shop.gateway.callback(payment.merchant_request_id)
    await heading(plain.page, THANKS)
    await plain.context.close()
    await untilBooked(payment)
  })

  it("neither callback nor return came: reconcile finds the money", async () => {
    await shop.gateway.behave({ callbacks: "never" })
    const payment = await goToAlmara(page, shop)
    await page.route("**/checkout/return**", (route) => route.abort())
    await payAtAlmara(page)
    await eventually(
      () => shop.gateway.checkout(payment.merchant_request_id),
      ({ outcome }) => outcome === "paid",
    )
    await context.close()
    await shop.store.database.query("update almara_checkout set next_check_at = now() where merchant_request_id = $1", [
      payment.merchant_request_id,
    ])
    await untilBooked(payment)
  })

  it("a slow network takes longer, and that is all: who presses again meanwhile pays once", async () => {
    await fillCartInBrowser(page, shop)
    const network = await context.newCDPSession(page)
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: LATENCY,
      downloadThroughput: 25_000,
      uploadThroughput: 12_000,
    })
    let presses = 0
    let goOn = (): void => undefined
    const isPressedAgain = new Promise<void>((resolve) => (goOn = resolve))
    page.on("request", (request) => {
      presses += Number(request.method() === "POST" && request.url() === `${shop.url}/checkout`)
      if (presses === 2) goOn()
    })
    // The answer to the first press is held until the second one comes, and not the press: the shop has to hear of
    // both.
    network.on("Fetch.requestPaused", async ({ requestId }) => {
      await isPressedAgain
      await network.send("Fetch.continueRequest", { requestId }).catch((error: Error) => {
        // The browser no longer waits for the answer to a press that it gave up, nor once the page is closed.
        if (!/Invalid InterceptionId|closed/.test(error.message)) throw error
      })
    })
    await network.send("Fetch.enable", { patterns: [{ urlPattern: `${shop.url}/checkout`, requestStage: "Response" }] })
    const began = Date.now()
    await payButton(page).evaluate((button: HTMLButtonElement, pause) => {
      button.click()
      setTimeout(() => button.click(), pause)
    }, LATENCY / 3)
    const payment = await atAlmara(page, shop)
    expect([presses, Date.now() - began > LATENCY]).toEqual([2, true])
    expect(await booksOf(shop, payment)).toMatchObject({ attempts: ["open"], orders: 1 })
    await payAtAlmara(page)
    await heading(page, THANKS)
    expect(Date.now() - began).toBeGreaterThan(3 * LATENCY)
    await untilBooked(payment)
  })
})
