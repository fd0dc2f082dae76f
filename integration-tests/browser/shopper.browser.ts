import type { Browser, BrowserContext, Page } from "playwright-core"
import { eventually, fillCart } from "../setup/shopper"
import { startBrowser } from "./browser"
import { LOOKS, pageProblems } from "./pages"
import { bundleReactShop, serveReactShop } from "./react-page"
import {
  atAlmara,
  booksOf,
  cancelAtAlmara,
  declineAtAlmara,
  fillCartInBrowser,
  goBack,
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
const FAILED = "The payment did not go through"
const CANCELED = "You left the payment"

let browser: Browser
let orderFirst: RunningShop
let payFirst: RunningShop
let context: BrowserContext
let page: Page

beforeAll(async () => {
  ;[browser, orderFirst, payFirst] = await Promise.all([
    startBrowser(),
    startShop("order_first"),
    startShop("pay_first"),
  ])
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
  await orderFirst.gateway.behave({ newOrder: { mode: "ok" } })
})

const untilBooked = (shop: RunningShop, payment: Payment, ...attempts: string[]) =>
  eventually(
    () => booksOf(shop, payment),
    (books) => JSON.stringify(books) === JSON.stringify(paidOnce(...attempts)),
    60_000,
  )
const tryAgain = (on: Page = page) => on.getByRole("button", { name: "Try again" })

it("canceled, then started over: a new cart with the same things, and the old page is said to be over", async () => {
  const given = await goToAlmara(page, orderFirst)
  await cancelAtAlmara(page)
  await heading(page, CANCELED)
  await page.getByText("Please do not pay on the old payment page after that.").waitFor()
  expect(await pageProblems(page, LOOKS[0]!, "result-start-over")).toEqual([])
  await page.getByRole("button", { name: "Change the order" }).click()
  await heading(page, "Checkout")
  await page.getByText("Your order was given up. Please do not pay on its payment page any more.").waitFor()
  expect(await page.getByRole("rowheader", { name: /Shirt/ }).count()).toBe(3)
  await payButton(page).click()
  const payment = await atAlmara(page, orderFirst)
  expect(payment.cart_id).not.toBe(given.cart_id)
  await payAtAlmara(page)
  await heading(page, THANKS)
  await untilBooked(orderFirst, payment, "paid")
  expect(await booksOf(orderFirst, given)).toMatchObject({ attempts: ["canceled"], captures: 0 })
})

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
    await page.getByRole("button", { name: "Pay now" }).click()
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
    expect(await booksOf(shop(), payment)).toMatchObject({
      attempts: ["open"],
      orders: placement === "order_first" ? 1 : 0,
    })
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(shop(), payment, "paid")
  })

  it("back from Almara's page, and on again: the same attempt, paid once", async () => {
    const payment = await goToAlmara(page, shop())
    await goBack(page)
    const again = payButton(page).or(page.getByRole("link", { name: "Go to the payment page" }))
    await again.first().click()
    expect(await atAlmara(page, shop())).toEqual(payment)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(shop(), payment, "paid")
  })

  it("back from the result page cannot pay twice", async () => {
    const payment = await goToAlmara(page, shop())
    await payAtAlmara(page)
    await heading(page, THANKS)
    await page.goto(
      `${shop().gateway.url}/pay/${(await shop().gateway.checkout(payment.merchant_request_id)).checkoutId}`,
    )
    expect(await page.getByRole("button", { name: /^Pay/ }).count()).toBe(0)
    await untilBooked(shop(), payment, "paid")
  })

  it("two tabs on the checkout pay one order", async () => {
    await fillCartInBrowser(page, shop())
    const other = await context.newPage()
    await other.goto(`${shop().url}/checkout`)
    await Promise.all([payButton(page).click(), payButton(other).click()])
    const payment = await atAlmara(page, shop())
    const same = await atAlmara(other, shop())
    expect(same).toEqual(payment)
    await payAtAlmara(page)
    await heading(page, THANKS)
    await untilBooked(shop(), payment, "paid")
  })

  it("two tabs that try again at once make one attempt", async () => {
    const payment = await goToAlmara(page, shop())
    await declineAtAlmara(page)
    await heading(page, FAILED)
    const other = await context.newPage()
    await other.goto(page.url())
    await Promise.all([tryAgain().click(), tryAgain(other).click()])
    const second = await atAlmara(page, shop())
    const same = await atAlmara(other, shop())
    expect([second.attempt, same.merchant_request_id]).toEqual([2, second.merchant_request_id])
    await payAtAlmara(other)
    await heading(other, THANKS)
    await untilBooked(shop(), payment, "failed", "paid")
  })
})

describe("a storefront with React", () => {
  it("starts one payment at a double click, and tries again after a decline", async () => {
    await serveReactShop(page, await bundleReactShop())
    // Chromium lets no page that did not come over the network ask this machine: the spec asks the store for it.
    await page.route("**/store/**", async (route) => {
      const { pathname, search } = new URL(route.request().url())
      await route.fulfill({ response: await route.fetch({ url: `${orderFirst.store.url}${pathname}${search}` }) })
    })
    const at = (query: Record<string, string>) =>
      page.goto(
        `${orderFirst.url}/react?${new URLSearchParams({ key: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "", ...query }).toString()}`,
      )

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

describe("what is seen before the payment", () => {
  it.each(LOOKS)(
    "$theme, $width pixels wide: no serious accessibility violation, no sideways scrolling",
    async (look) => {
      const shopper = await newShopper(browser, {
        viewport: { width: look.width, height: 844 },
        colorScheme: look.theme,
      })
      const found: Record<string, string[]> = {}
      const check = async (name: string) => {
        const problems = await pageProblems(shopper.page, look, `shop-${name}`)
        if (problems.length > 0) found[name] = problems
      }
      await shopper.page.goto(orderFirst.url)
      await check("home")
      await fillCartInBrowser(shopper.page, orderFirst)
      await check("checkout")
      await shopper.page.locator("form.checkout").evaluate((form: HTMLFormElement) => (form.noValidate = true))
      await shopper.page.getByLabel("E-mail").fill("wanjiku")
      await shopper.page.getByLabel("Town").fill("")
      await payButton(shopper.page).click()
      await shopper.page.getByRole("alert").getByText("Please look at the marked fields.").waitFor()
      await check("form-error")
      await orderFirst.gateway.behave({ newOrder: { mode: "error" } })
      await shopper.page.getByLabel("E-mail").fill("wanjiku@example.com")
      await shopper.page.getByLabel("Town").fill("Nairobi")
      await payButton(shopper.page).click()
      await shopper.page.getByRole("alert").getByText("Payment is not available at this moment").waitFor()
      await check("not-available")
      await orderFirst.gateway.behave({ newOrder: { mode: "ok" } })
      await shopper.page.getByRole("button", { name: "Try again" }).click()
      await atAlmara(shopper.page, orderFirst)
      await shopper.context.close()
      expect(found).toEqual({})
    },
  )

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

describe("what no page of ours sends", () => {
  const ask = (path: string, init?: RequestInit) =>
    fetch(new URL(path, orderFirst.url), { redirect: "manual", headers: { cookie: "cart_id=%00" }, ...init })
  const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) })

  it.each([
    ["/%00", 404, "There is no such page"],
    ["/%ff", 404, "There is no such page"],
    ["/store/almara/checkouts/%00", 404, "There is no such payment."],
    ["/store/almara/checkouts/%ff", 404, "There is no such payment."],
    ["/checkout/almara?payment_session_id=%00", 404, "We do not know this payment"],
    ["/checkout", 303, ""],
  ])("%s is answered by %s", async (path, status, sentence) => {
    const answer = await ask(path)
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(sentence)])
  })

  it.each([
    ["of nothing", form({ "quantity.": "1" })],
    ["of what is not for sale", form({ "quantity.variant_none": "1" })],
    ["of an id that is no text", form({ "quantity.\0": "1" })],
    ["that is no number", form({ "quantity.variant_none": "many" })],
    ["below one", form({ "quantity.variant_none": "-1" })],
    ["in no form", { method: "POST", body: "x", headers: { "content-type": "multipart/form-data; boundary=none" } }],
  ])("a quantity %s is answered by a sentence", async (_, init) => {
    const answer = await ask("/cart", init)
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("Choose a quantity")])
  })
})
