import { mkdirSync } from "node:fs"
import path from "node:path"
import { chromium, type Browser, type Page } from "playwright-core"
import type { Gateway } from "../../integration-tests/setup/gateway"
import { eventually, orderOf } from "../../integration-tests/setup/shopper"
import type { RunningStore } from "../../integration-tests/setup/store"
import type { Parts } from "../demo/parts"
import type { Progress } from "../demo/progress"

interface Place {
  url: string
  gateway: Gateway
  store: RunningStore
  /** Where pictures of the pages are kept. */
  pictures: string
}

const ADDRESS = {
  "shipping-first-name-input": "Wanjiku",
  "shipping-last-name-input": "Kamau",
  "shipping-address-input": "Kenyatta Avenue 12",
  "shipping-postal-code-input": "00100",
  "shipping-city-input": "Nairobi",
  "shipping-email-input": "wanjiku@example.com",
} as const

/** Walks a shopper's ways through the starter in Chromium: paid, declined then paid, canceled and shopped on, back, not known yet. */
export async function walk(place: Place, parts: Parts, progress: Progress): Promise<void> {
  mkdirSync(place.pictures, { recursive: true })
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"
  const browser = await parts.start(
    () => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] }),
    (running) => running.close(),
  )
  const step = (name: string, act: (shopper: Shopper) => Promise<void>) =>
    progress.step(name, () => withShopper(browser, place, name, act))

  await step("Paid: thank you, and the next order begins with an empty cart", async (shopper) => {
    await shopper.orderShirt()
    await shopper.press(/^Pay/)
    await shopper.reads("Thank you")
    await shopper.expectPaid()
    expectNone("problems on the page", await shopper.page.getByTestId("almara-result-error-message").count())
    await shopper.hasNoCart()
    await shopper.orderShirt()
  })
  await step("Declined, then paid with a new attempt", async (shopper) => {
    await shopper.orderShirt()
    await shopper.press("Decline")
    await shopper.reads("The payment did not go through")
    await shopper.page.getByText("The card was declined. You can try again until").waitFor()
    await shopper.picture("a decline")
    await shopper.press("Try again")
    await shopper.press(/^Pay/)
    await shopper.reads("Thank you")
    await shopper.expectPaid()
  })
  await step("Declined, and something else is put into a cart", async (shopper) => {
    await shopper.orderShirt()
    await shopper.press("Decline")
    await shopper.reads("The payment did not go through")
    await shopper.hasNoCart()
    await shopper.orderShirt()
  })
  await step("Canceled, then paid", async (shopper) => {
    await shopper.orderShirt()
    await shopper.press("Cancel")
    await shopper.reads("You left the payment")
    await shopper.press("Pay now")
    await shopper.press(/^Pay/)
    await shopper.reads("Thank you")
    await shopper.expectPaid()
  })
  await step("Back from Almara's page, and on to the same payment", async (shopper) => {
    const payment = await shopper.orderShirt()
    await shopper.page.goBack()
    await shopper.page.getByTestId("submit-order-button").click()
    await shopper.page.waitForURL(payment)
  })
  await step("Not known yet: the page asks the store itself, and turns by itself", async (shopper) => {
    await place.gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    await shopper.orderShirt()
    await shopper.press(/^Pay/)
    await shopper.reads("Your payment is being confirmed")
    await shopper.page.getByRole("link", { name: "Go to the payment page" }).waitFor()
    await shopper.picture("a payment that is not known yet")
    const actions: string[] = []
    shopper.page.on(
      "request",
      (request) => request.method() === "POST" && request.url().startsWith(place.url) && actions.push(request.url()),
    )
    const looks = shopper.page.waitForRequest((request) =>
      request.url().startsWith(`${place.store.url}/store/almara/checkouts/`),
    )
    await looks
    expectNone("server actions while the page waits", actions.length)
    await place.gateway.behave({ callbacks: "send", checkStatus: { mode: "ok" } })
    await shopper.tellStore()
    await shopper.reads("Thank you")
  })
}

async function withShopper(
  browser: Browser,
  place: Place,
  name: string,
  act: (shopper: Shopper) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "Africa/Nairobi",
  })
  context.setDefaultTimeout(30_000)
  const shopper = new Shopper(await context.newPage(), place)
  try {
    await act(shopper)
    await shopper.picture(name.split(/[:,]/)[0] ?? name)
  } catch (error) {
    await shopper.picture("failure")
    throw error
  } finally {
    await context.close()
  }
}

function expectNone(what: string, count: number): void {
  if (count > 0) throw new Error(`There should be no ${what}; there were ${count}.`)
}

/** Somebody who shops in the starter. */
class Shopper {
  constructor(
    readonly page: Page,
    private readonly place: Place,
  ) {}

  /** Buys one shirt, up to Almara's page; answers its address. */
  async orderShirt(): Promise<string> {
    const { page, place } = this
    const at = (name: string) => page.getByTestId(name)
    await this.open("/ke/products/black-shirt")
    // The number beside the starter's cart is not always there by itself: the answer is what counts.
    const added = page.waitForResponse(
      (response) => response.request().method() === "POST" && response.url().startsWith(place.url),
    )
    await at("add-product-button").first().click()
    await added
    await this.open("/ke/checkout?step=address")
    for (const [name, text] of Object.entries(ADDRESS)) await at(name).fill(text)
    await at("shipping-country-select").selectOption("ke")
    await at("submit-address-button").click()
    await at("delivery-option-radio").first().click()
    await at("submit-delivery-option-button").click()
    await page.getByText("Card (Almara Pay)").first().click()
    await at("submit-payment-button").click()
    await at("submit-order-button").dblclick()
    await page.waitForURL(`${place.gateway.url}/pay/**`)
    return page.url()
  }

  /** Opens a page, and waits until its scripts are there: what is pressed or typed before is lost. */
  private async open(address: string): Promise<void> {
    await this.page.goto(`${this.place.url}${address}`, { waitUntil: "networkidle" })
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name }).click()
  }

  async reads(title: string): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name: title }).waitFor()
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({
      path: path.join(this.place.pictures, `${name.toLowerCase().replaceAll(" ", "-")}.png`),
      fullPage: true,
    })
  }

  /** Waits until the cart that became an order is forgotten. */
  async hasNoCart(): Promise<void> {
    await eventually(
      () => this.page.context().cookies(),
      (cookies) => !cookies.some(({ name, value }) => name === "_medusa_cart_id" && value),
    )
  }

  /** Waits until the order of the payment that the page shows is paid in the store, once. */
  async expectPaid(): Promise<void> {
    const { rows } = await this.place.store.database.query(
      "select order_id from almara_checkout where payment_session_id = $1 and order_id is not null",
      [this.paymentSessionId()],
    )
    await eventually(
      () => orderOf(this.place.store, rows[0].order_id),
      ({ payment_status, transactions }) => payment_status === "captured" && transactions.length === 1,
    )
  }

  /** Sends the callback that was held back. */
  async tellStore(): Promise<void> {
    const { rows } = await this.place.store.database.query(
      "select conversation_id from almara_checkout where payment_session_id = $1 order by attempt desc",
      [this.paymentSessionId()],
    )
    await this.place.gateway.callback(rows[0].conversation_id)
  }

  private paymentSessionId(): string | null {
    return new URL(this.page.url()).searchParams.get("payment_session_id")
  }
}
