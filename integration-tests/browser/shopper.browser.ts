import path from "node:path"
import { build } from "esbuild"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { eventually, fillCart } from "../setup/shopper"
import { screenshot, seriousViolations, startBrowser, type Look } from "./browser"
import {
  atAlmara,
  booksOf,
  cancelAtAlmara,
  declineAtAlmara,
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
const FAILED = "The payment did not go through"
const CANCELED = "You left the payment"

let browser: Browser
let orderFirst: RunningShop
let payFirst: RunningShop
let context: BrowserContext
let page: Page

beforeAll(async () => {
  ;[browser, orderFirst, payFirst] = await Promise.all([startBrowser(), startShop("order_first"), startShop("pay_first")])
})

afterAll(async () => {
  await browser?.close()
  await orderFirst?.stop()
  await payFirst?.stop()
})

beforeEach(async () => {
  ;({ context, page } = await newShopper(browser))
})

afterEach(async () => {
  await context?.close()
  await orderFirst.gateway.behave({ callbacks: "send", checkStatus: { mode: "ok" } })
})

const untilBooked = (shop: RunningShop, payment: Payment, ...attempts: string[]) =>
  eventually(() => booksOf(shop, payment), (books) => JSON.stringify(books) === JSON.stringify(paidOnce(...attempts)), 60_000)
const tryAgain = (on: Page = page) => on.getByRole("button", { name: "Try again" })

describe.each([["order_first"], ["pay_first"]] as const)("%s", (placement) => {
  const shop = () => (placement === "order_first" ? orderFirst : payFirst)

  it("paid: thank you, with the order's number", async () => {
    const payment = await goToAlmara(page, shop())
    await payAtAlmara(page)
    await heading(page, THANKS)
    await page.getByText("Order number").waitFor()
    await untilBooked(shop(), payment, "paid")
  })

  it("declined, then paid with a new attempt", async () => {
    const payment = await goToAlmara(page, shop())
    await declineAtAlmara(page)
    await heading(page, FAILED)
    await tryAgain().click()
    expect(await atAlmara(page, shop())).toMatchObject({ payment_session_id: payment.payment_session_id, attempt: 2 })
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(shop(), payment, "failed", "paid")
  })

  it("canceled, then paid with a new attempt", async () => {
    const payment = await goToAlmara(page, shop())
    await cancelAtAlmara(page)
    await heading(page, CANCELED)
    await tryAgain().click()
    await atAlmara(page, shop())
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(shop(), payment, "canceled", "paid")
  })

  it("closed the browser on Almara's page: the order is paid all the same", async () => {
    const payment = await goToAlmara(page, shop())
    await page.route("**/checkout/return**", (route) => route.abort())
    await payAtAlmara(page)
    await context.close()
    await untilBooked(shop(), payment, "paid")
  })

  it("a double click on the button that pays starts one payment", async () => {
    await fillCartInBrowser(page, shop())
    await payButton(page).dblclick()
    const payment = await atAlmara(page, shop())
    expect(await booksOf(shop(), payment)).toMatchObject({ attempts: ["open"], orders: placement === "order_first" ? 1 : 0 })
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(shop(), payment, "paid")
  })
})

describe("when the network and Almara are not at their best", () => {
  it("the return is faster than the callback: it settles what it can", async () => {
    await orderFirst.gateway.behave({ callbacks: "never" })
    const payment = await goToAlmara(page, orderFirst)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(orderFirst, payment, "paid")
  })

  it("not known yet is never called failed: the page waits, and turns by itself", async () => {
    await orderFirst.gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    const payment = await goToAlmara(page, orderFirst)
    await payAtAlmara(page)
    await heading(page, CONFIRMING)
    await page.getByText("You may close this page").waitFor()
    await context.setOffline(true)
    await orderFirst.gateway.behave({ checkStatus: { mode: "ok" } })
    await orderFirst.gateway.callback(payment.conversation_id)
    await untilBooked(orderFirst, payment, "paid")
    await context.setOffline(false)
    await heading(page, THANKS)
  })

  it("without scripts the waiting page loads itself again", async () => {
    const plain = await newShopper(browser, { javaScriptEnabled: false })
    await orderFirst.gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    const payment = await goToAlmara(plain.page, orderFirst)
    await payAtAlmara(plain.page)
    await plain.page.getByRole("button", { name: "Back to the store" }).click()
    await heading(plain.page, CONFIRMING)
    await orderFirst.gateway.behave({ checkStatus: { mode: "ok" } })
    await orderFirst.gateway.callback(payment.conversation_id)
    await heading(plain.page, THANKS)
    await plain.context.close()
    await untilBooked(orderFirst, payment, "paid")
  })

  it("neither callback nor return came: reconcile finds the money", async () => {
    await orderFirst.gateway.behave({ callbacks: "never" })
    const payment = await goToAlmara(page, orderFirst)
    await page.route("**/checkout/return**", (route) => route.abort())
    await payAtAlmara(page)
    await eventually(() => orderFirst.gateway.checkout(payment.conversation_id), ({ outcome }) => outcome === "paid")
    await context.close()
    await orderFirst.store.database.query("update almara_checkout set next_question_at = now() where conversation_id = $1", [payment.conversation_id])
    await untilBooked(orderFirst, payment, "paid")
  })

  it("a slow network takes longer, and that is all", async () => {
    const network = await context.newCDPSession(page)
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", { offline: false, latency: 600, downloadThroughput: 25_000, uploadThroughput: 12_000 })
    const payment = await goToAlmara(page, orderFirst)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(orderFirst, payment, "paid")
  })
})

describe("what shoppers do with their browsers", () => {
  it("back from Almara's page, and on again: one order, one attempt", async () => {
    const payment = await goToAlmara(page, orderFirst)
    await page.goBack()
    const again = payButton(page).or(page.getByRole("link", { name: "Go to the payment page" }))
    await again.first().click()
    expect(await atAlmara(page, orderFirst)).toEqual(payment)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(orderFirst, payment, "paid")
  })

  it("back from the result page cannot pay twice", async () => {
    const payment = await goToAlmara(page, orderFirst)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await page.goto(`${orderFirst.gateway.url}/pay/${(await orderFirst.gateway.checkout(payment.conversation_id)).checkoutId}`)
    expect(await page.getByRole("button", { name: /^Pay/ }).count()).toBe(0)
    await untilBooked(orderFirst, payment, "paid")
  })

  it("two tabs on the checkout pay one order", async () => {
    await fillCartInBrowser(page, orderFirst)
    const other = await context.newPage()
    await other.goto(`${orderFirst.url}/checkout`)
    await Promise.all([payButton(page).click(), payButton(other).click()])
    const payment = await atAlmara(page, orderFirst)
    const same = await atAlmara(other, orderFirst)
    expect(same).toEqual(payment)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(orderFirst, payment, "paid")
  })

  it("two tabs that try again at once make one attempt", async () => {
    const payment = await goToAlmara(page, orderFirst)
    await declineAtAlmara(page)
    await heading(page, FAILED)
    const other = await context.newPage()
    await other.goto(page.url())
    await Promise.all([tryAgain().click(), tryAgain(other).click()])
    const second = await atAlmara(page, orderFirst)
    const same = await atAlmara(other, orderFirst)
    expect([second.attempt, same.conversation_id]).toEqual([2, second.conversation_id])
    await payAtAlmara(other)
    await heading(other, THANKS)
    await untilBooked(orderFirst, payment, "failed", "paid")
  })
})

describe("a storefront with React", () => {
  it("starts one payment at a double click, and tries again after a decline", async () => {
    const { outputFiles } = await build({
      entryPoints: [path.join(__dirname, "react-shop.tsx")],
      bundle: true,
      write: false,
      jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
    })
    const script = outputFiles[0]?.text ?? ""
    await page.route("**/react?*", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><html lang="en"><title>React</title><div id="root"></div><script src="/react.js"></script>` }))
    await page.route("**/react.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }))
    // Chromium lets no page that did not come over the network ask this machine: the spec asks the store for it.
    await page.route("**/store/**", async (route) => {
      const { pathname, search } = new URL(route.request().url())
      await route.fulfill({ response: await route.fetch({ url: `${orderFirst.store.url}${pathname}${search}` }) })
    })
    const at = (query: Record<string, string>) =>
      page.goto(`${orderFirst.url}/react?${new URLSearchParams({ key: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "", ...query }).toString()}`)

    await at({ cart_id: (await fillCart(orderFirst.store)).id })
    await payButton(page).dblclick()
    const payment = await atAlmara(page, orderFirst)
    await declineAtAlmara(page)
    await heading(page, FAILED)
    await at({ payment_session_id: payment.payment_session_id, language: "sw" })
    await heading(page, "Malipo hayakufanikiwa")
    await page.getByRole("button", { name: "Jaribu tena" }).click()
    await atAlmara(page, orderFirst)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await at({ payment_session_id: payment.payment_session_id, language: "fr" })
    await heading(page, "Merci")
    await untilBooked(orderFirst, payment, "failed", "paid")
  })
})

describe("what is seen", () => {
  const seen: Record<string, string> = {}

  beforeAll(async () => {
    const { context: shopper, page: tab } = await newShopper(browser)
    const settle = async (name: string, act: (on: Page) => Promise<void>, title: string) => {
      await goToAlmara(tab, orderFirst)
      await act(tab)
      await heading(tab, title)
      seen[name] = tab.url()
    }
    await settle("paid", payAtAlmara, THANKS)
    await settle("failed", declineAtAlmara, FAILED)
    await settle("canceled", cancelAtAlmara, CANCELED)
    const { payment_session_id } = await goToAlmara(tab, orderFirst)
    seen.confirming = `${orderFirst.url}/checkout/almara?payment_session_id=${payment_session_id}`
    seen.unconfirmed = `${seen.confirming}&look=99`
    seen.unknown = `${orderFirst.url}/checkout/almara?payment_session_id=payses_nobody`
    await shopper.close()
  })

  it.each<Look>([
    { theme: "light", width: 390 },
    { theme: "dark", width: 390 },
    { theme: "light", width: 1280 },
    { theme: "dark", width: 1280 },
  ])("$theme, $width pixels wide: no serious accessibility violation, no sideways scrolling", async (look) => {
    const shopper = await newShopper(browser, { viewport: { width: look.width, height: 844 }, colorScheme: look.theme })
    const found: Record<string, string[]> = {}
    const check = async (name: string) => {
      await screenshot(shopper.page, look, `shop-${name}`)
      const overflow = await shopper.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      const problems = [...(await seriousViolations(shopper.page, "html")), ...(overflow > 0 ? [`scrolls sideways by ${overflow} pixels`] : [])]
      if (problems.length > 0) found[name] = problems
    }
    await shopper.page.goto(orderFirst.url)
    await check("home")
    await fillCartInBrowser(shopper.page, orderFirst)
    await check("checkout")
    for (const [name, address] of Object.entries(seen)) {
      await shopper.page.goto(address)
      await shopper.page.getByRole("heading", { level: 1 }).waitFor()
      await check(name)
    }
    await shopper.context.close()
    expect(found).toEqual({})
  })

  it.each([
    ["fr-FR", "Merci", "fr"],
    ["sw-KE", "Asante", "sw"],
  ])("in %s", async (locale, title, language) => {
    const shopper = await newShopper(browser, { locale })
    await shopper.page.goto(seen.paid ?? "")
    await heading(shopper.page, title)
    expect(await shopper.page.locator("html").getAttribute("lang")).toBe(language)
    await shopper.context.close()
  })

  it("the keyboard alone leads from the shirts to a paid order", async () => {
    const press = async (on: Page, name: string | RegExp) => {
      await on.getByRole("button", { name }).focus()
      await on.keyboard.press("Enter")
    }
    await page.goto(orderFirst.url)
    await page.keyboard.press("Tab")
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content")
    await press(page, "Buy")
    await heading(page, "Checkout")
    await press(page, "Pay with card")
    await atAlmara(page, orderFirst)
    await press(page, /^Pay/)
    await heading(page, THANKS)
  })
})
