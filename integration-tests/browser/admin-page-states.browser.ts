import type { BrowserContext, Page } from "playwright-core"
import { screenshot, seriousViolations, shiftsOf, signedIn } from "./browser"
import { describePageStates } from "./page-states"
import { describeKeyboard } from "./keyboard"
import { writtenId } from "./seed"
import { setStage } from "./fixture"
import { LOOKS } from "./pages"

/** How every page of the admin looks, and what it shows while it loads and when it cannot. */

/** A fifth of what Chromium calls good: a line of text that comes late at the top of a page is more. */
const MOST_SHIFT = 0.02

jest.setTimeout(300_000)

const stage = setStage()

/** Every page of the plugin: where it is, and what must be seen before it counts as there. */
async function pages(): Promise<{ name: string; path: string; seen: string }[]> {
  const { orders, store } = stage()
  const { rows } = await store.database.query('select customer_id from "order" where id = $1', [orders.paid.orderId])
  return [
    { name: "order", path: `/app/orders/${orders.paid.orderId}`, seen: "text=TXN565FDR43211" },
    { name: "order-held", path: `/app/orders/${orders.mismatched.orderId}`, seen: "text=Paid at Almara" },
    { name: "order-retried", path: `/app/orders/${orders.retried.orderId}`, seen: "text=Other attempts" },
    { name: "order-list", path: "/app/orders", seen: "text=payments need attention" },
    { name: "checkouts", path: "/app/almara", seen: "text=Success rate" },
    { name: "checkout", path: `/app/almara/${orders.mismatched.checkoutId}`, seen: "text=Timeline" },
    { name: "checkout-review", path: `/app/almara/${writtenId("review")}`, seen: "text=Nothing is written down yet." },
    { name: "inbox", path: "/app/almara/inbox", seen: "text=Dead letter" },
    { name: "settings", path: "/app/settings/almara", seen: "text=Settlement report" },
    { name: "customer", path: `/app/customers/${rows[0].customer_id}`, seen: "text=Almara payments" },
  ]
}

describe.each(LOOKS)("$theme, $width pixels wide", (look) => {
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
  })
  afterAll(() => context?.close())

  it("shows every page without serious accessibility violations, sideways scrolling or jumping", async () => {
    const found: Record<string, string[]> = {}
    for (const { name, path: address, seen } of await pages()) {
      await page.goto(address)
      await page.locator(seen).first().waitFor()
      await page.waitForLoadState("networkidle")
      const shifts = await shiftsOf(page)
      const jumped = shifts.reduce((sum, { value }) => sum + value, 0)
      await screenshot(page, look, name)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      const problems = [
        ...(await seriousViolations(page, "[data-almara]")),
        ...(overflow > 0 ? [`scrolls sideways by ${overflow} pixels`] : []),
        ...(jumped >= MOST_SHIFT ? [`jumps by ${jumped}: ${JSON.stringify(shifts)}`] : []),
      ]
      if (problems.length > 0) found[name] = problems
    }
    expect(found).toEqual({})
  })
})

describeKeyboard(stage)
describePageStates(stage)
