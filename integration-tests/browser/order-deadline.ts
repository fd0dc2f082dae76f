import type { BrowserContext, Locator, Page } from "playwright-core"
import languages from "../../src/admin/i18n"
import { eventually, orderOf, placeWaitingOrder, type WaitingOrder } from "../setup/shopper"
import { editUp } from "../setup/merchant"
import { openIn, screenshot, seriousViolations, signedIn, type Look } from "./browser"
import { checkoutById, tabTo, untilSeen, type Fixture } from "./fixture"

const light: Look = { theme: "light", width: 1280 }
const ZONE = "Africa/Nairobi"

const told = (moment: Date) =>
  `Canceled without payment at ${new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: ZONE }).format(moment)}.`
/** A whole minute so many hours from now, and how it is typed into the page. */
function inHours(hours: number): { moment: Date; typed: string } {
  const moment = new Date(Math.floor(Date.now() / 60_000 + hours * 60) * 60_000)
  return {
    moment,
    typed: new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: ZONE })
      .format(moment)
      .replace(" ", "T"),
  }
}

/** Specs of an order that waits for its payment: until when, and what a merchant does about that. */
export function describeOrderDeadline(stage: () => Fixture): void {
  const place = () => placeWaitingOrder(stage().store)
  const keptOf = async ({ orderId }: WaitingOrder) =>
    (await stage().store.database.query("select is_kept, pay_by from almara_order where id = $1", [orderId])).rows[0]
  const button = (place: Page | Locator, name: string) => place.getByRole("button", { name, exact: true })
  const sure = (page: Page) => page.getByRole("alertdialog")
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)
  const gone = (place: Locator) => place.waitFor({ state: "detached" })

  afterEach(() => stage().gateway.behave({ checkStatus: { mode: "ok" } }))

  describe("what a merchant does about an order that waits", () => {
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, light))
    })
    afterAll(() => context?.close())

    it("reads until when it can be paid, keeps it without a deadline, and gives it one again", async () => {
      const order = await place()
      await page.goto(`/app/orders/${order.orderId}`)
      await untilSeen(page, told((await checkoutById(stage(), order.checkoutId)).due_at))
      await screenshot(page, light, "waiting")

      await button(page, "Keep without a deadline").click()
      await sure(page).getByText("The order is not canceled any more").waitFor()
      await screenshot(page, light, "waiting-keep")
      await button(sure(page), "Cancel").click()
      await gone(sure(page))
      expect(await focused(page)).toBe("Keep without a deadline")
      expect(await keptOf(order)).toEqual({ is_kept: false, pay_by: null })
      await button(page, "Keep without a deadline").click()
      await button(sure(page), "Keep without a deadline").click()
      await untilSeen(page, "Kept: no deadline.")
      await untilSeen(page, "Kept without a deadline")
      expect(await keptOf(order)).toEqual({ is_kept: true, pay_by: null })
      expect(await button(page, "Keep without a deadline").count()).toBe(0)
      await screenshot(page, light, "waiting-kept")

      await button(page, "Change the deadline").click()
      const drawer = page.getByRole("dialog")
      await button(drawer, "Change the deadline").click()
      await drawer.getByRole("alert").filter({ hasText: "Choose a day and a time." }).waitFor()
      const until = drawer.getByLabel("Can be paid until")
      expect(await until.getAttribute("aria-invalid")).toBe("true")
      await until.fill(inHours(-1).typed)
      await button(drawer, "Change the deadline").click()
      await button(sure(page), "Change the deadline").click()
      await drawer.getByRole("alert").getByText("This deadline is over already.").waitFor()
      await screenshot(page, light, "waiting-refused")
      expect(await keptOf(order)).toEqual({ is_kept: true, pay_by: null })
      const { moment, typed } = inHours(48)
      await until.fill(typed)
      await button(drawer, "Change the deadline").click()
      await sure(page).getByText(told(moment).replace("Canceled", "The order is canceled")).waitFor()
      await button(sure(page), "Change the deadline").click()
      await gone(drawer)
      await untilSeen(page, told(moment))
      expect(await keptOf(order)).toEqual({ is_kept: false, pay_by: moment })
    })

    it("says that it was paid in another way: Almara is asked, a refusal is read, then the order is paid", async () => {
      const { gateway, store } = stage()
      const order = await place()
      await page.goto(`/app/orders/${order.orderId}`)
      await button(page, "Paid in another way").click()
      const drawer = page.getByRole("dialog")
      await button(drawer, "Paid in another way").click()
      await drawer.getByRole("alert").filter({ hasText: "Say how it was paid, in a few words." }).waitFor()
      await drawer.getByLabel("How was it paid?").fill("in cash at the counter")
      await gateway.behave({ checkStatus: { mode: "error", status: 503 } })
      await button(drawer, "Paid in another way").click()
      await sure(page).getByText("Money that still comes there is held as paid twice.").waitFor()
      await screenshot(page, light, "waiting-sure")
      expect(await seriousViolations(page, '[role="alertdialog"]')).toEqual([])
      await button(sure(page), "Paid in another way").click()
      await drawer.getByRole("alert").getByText("Almara could not be asked").waitFor()
      expect((await orderOf(store, order.orderId)).transactions).toEqual([])

      await gateway.behave({ checkStatus: { mode: "ok", delayMs: 3_000 } })
      await button(drawer, "Paid in another way").click()
      await button(sure(page), "Paid in another way").click()
      await drawer.getByRole("status").getByText("Almara is being asked").waitFor()
      expect(await button(drawer, "Cancel").isDisabled()).toBe(true)
      // What is being done has an end, and it can be read here.
      await page.keyboard.press("Escape")
      await screenshot(page, light, "waiting-progress")
      expect(await drawer.count()).toBe(1)
      await gone(drawer)
      await untilSeen(page, "It stands in the timeline with your name")
      await untilSeen(page, "“in cash at the counter”")
      expect(await button(page, "Paid in another way").count()).toBe(0)
      expect(await orderOf(store, order.orderId)).toMatchObject({
        payment_status: "captured",
        transactions: [{ amount: 7000 }],
      })
      expect(await checkoutById(stage(), order.checkoutId)).toMatchObject({
        state: "canceled",
        closed_at: expect.any(Date),
      })
      await screenshot(page, light, "waiting-paid")
    })

    it("does both with a keyboard only, and has the focus where it left", async () => {
      const order = await place()
      await page.goto(`/app/orders/${order.orderId}`)
      await button(page, "Keep without a deadline").waitFor()
      await tabTo(page, "Keep without a deadline")
      await page.keyboard.press("Enter")
      await sure(page).waitFor()
      await tabTo(page, "Keep without a deadline")
      await page.keyboard.press("Enter")
      await untilSeen(page, "Kept: no deadline.")
      await tabTo(page, "Paid in another way")
      await page.keyboard.press("Enter")
      await page.getByRole("dialog").waitFor()
      await eventually(
        async () => {
          await page.keyboard.press("Escape")
          return page.getByRole("dialog").count()
        },
        (count) => count === 0,
      )
      expect(await focused(page)).toBe("Paid in another way")
      await page.keyboard.press("Enter")
      await page.getByLabel("How was it paid?").waitFor()
      await tabTo(page, /^$/)
      await page.keyboard.type("bank transfer")
      await tabTo(page, "Paid in another way")
      await page.keyboard.press("Enter")
      await sure(page).waitFor()
      await tabTo(page, "Paid in another way")
      await page.keyboard.press("Enter")
      await untilSeen(page, "“bank transfer”")
      expect((await orderOf(stage().store, order.orderId)).payment_status).toBe("captured")
    })

    it.each(["fr", "sw"] as const)("reads all of it in %s", async (language) => {
      const words = languages[language].almara.term
      const order = await place()
      const other = await openIn(stage().browser, context, stage().store.url, language)
      await other.page.goto(`/app/orders/${order.orderId}`)
      await untilSeen(other.page, words.title)
      await button(other.page, words.move).click()
      await other.page.getByLabel(words.moveLabel).waitFor()
      await button(other.page.getByRole("dialog"), words.move).click()
      await sure(other.page).waitFor()
      await screenshot(other.page, light, `waiting-move-${language}`)
      await other.page.keyboard.press("Escape")
      await gone(sure(other.page))
      await other.page.keyboard.press("Escape")
      await gone(other.page.getByRole("dialog"))
      await button(other.page, words.paid).click()
      await other.page.getByLabel(words.how).fill("kwa fedha taslimu")
      await button(other.page.getByRole("dialog"), words.paid).click()
      await sure(other.page).getByText(words.paidSure).waitFor()
      await screenshot(other.page, light, `waiting-sure-${language}`)
      await other.context.close()
    })
  })

  it.each<Look>([
    { theme: "light", width: 1280 },
    { theme: "dark", width: 390 },
  ])("says at the top of an order what is open or wrong, $theme, $width pixels wide", async (look) => {
    const { browser, gateway, store } = stage()
    const { context, page } = await signedIn(browser, store.url, look)
    const line = page.locator("main").getByRole("status").first()
    const [order, held] = [await place(), await place()]
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await gateway.decide(held.merchantRequestId, { outcome: "paid", amount: 6000 })
    for (const [{ checkoutId }, state] of [
      [order, "paid"],
      [held, "held"],
    ] as const)
      await eventually(
        () => checkoutById(stage(), checkoutId),
        (row) => row.state === state,
      )
    await editUp(store, order.orderId, 1000)
    await page.goto(`/app/orders/${order.orderId}`)
    await line.getByText("Paid in part").waitFor()
    await line.getByText("Almara confirmed the money. The order asks for more by now.").waitFor()
    await screenshot(page, look, "paid-in-part")
    await page.goto(`/app/orders/${held.orderId}`)
    await line.getByText(/came instead of .* Decide under Details what becomes of it\./).waitFor()
    await screenshot(page, look, "held-line")
    await context.close()
  })

  it.each<Look>([
    { theme: "dark", width: 1280 },
    { theme: "light", width: 390 },
    { theme: "dark", width: 390 },
  ])("shows an order that waits $theme, $width pixels wide", async (look) => {
    const { context, page } = await signedIn(stage().browser, stage().store.url, look)
    const problems = async (part: string) => [
      ...(await seriousViolations(page, part)),
      ...(await page.evaluate(() =>
        document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["scrolls sideways"] : [],
      )),
    ]
    const order = await place()
    await page.goto(`/app/orders/${order.orderId}`)
    await button(page, "Paid in another way").waitFor()
    await page.waitForLoadState("networkidle")
    await screenshot(page, look, "waiting")
    expect(await problems("[data-almara]")).toEqual([])
    for (const action of ["Change the deadline", "Paid in another way"]) {
      await button(page, action).click()
      await page.getByRole("dialog").waitFor()
      await screenshot(page, look, `waiting-${action.split(" ")[0]}`)
      expect([action, await problems('[role="dialog"]')]).toEqual([action, []])
      await page.keyboard.press("Escape")
      await gone(page.getByRole("dialog"))
    }
    await button(page, "Keep without a deadline").click()
    await sure(page).waitFor()
    await screenshot(page, look, "waiting-keep")
    expect(await problems('[role="alertdialog"]')).toEqual([])
    await context.close()
  })
}
