import { readFileSync } from "node:fs"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { eventually } from "../setup/shopper"
import type { RunningStore } from "../setup/store"
import { openIn, screenshot, signedIn, type Look } from "./browser"
import type { SeededOrders } from "./seed"

/** What these specs need; it is there only when they run. */
export interface Stage {
  store: RunningStore
  browser: Browser
  orders: SeededOrders
}

const look: Look = { theme: "light", width: 1280 }
const filtered = (filters: Record<string, unknown>): string =>
  `/app/almara?${Object.entries(filters).map(([name, value]) => `${name}=${encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value))}`).join("&")}`

/** Specs of what a merchant finds and reads, without changing anything. */
export function describeLooking(stage: () => Stage): void {
  describe("what a merchant finds", () => {
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    const rows = () => page.locator("table:not(.sr-only) tbody tr")
    const untilRows = (isSo: (texts: string[]) => boolean) => eventually(() => rows().allInnerTexts(), isSo)

    it("searches by reference, and may send the address to a colleague", async () => {
      await page.goto("/app/almara")
      await page.getByPlaceholder(/Order number/).fill("TXN565FDR43211")
      await page.waitForURL(/q=TXN565FDR43211/)
      await untilRows((texts) => texts.length === 1)
      await page.goto(page.url())
      await untilRows((texts) => texts.length === 1)
      await rows().first().click()
      await page.waitForURL(new RegExp(stage().orders.paid.checkoutId))
    })

    it("searches by order number, conversation id and e-mail", async () => {
      const { paid } = stage().orders
      const { rows: found } = await stage().store.database.query('select display_id from "order" where id = $1', [paid.orderId])
      for (const text of [`#${found[0].display_id}`, paid.conversationId]) {
        await page.goto(filtered({ q: text }))
        await untilRows((texts) => texts.length === 1 && texts.every((line) => line.includes("TXN565FDR43211")))
      }
      await page.goto(filtered({ q: "wanjiku@exam" }))
      await untilRows((texts) => texts.length === 8 && texts.every((line) => line.includes("wanjiku@example.com")))
    })

    it("filters by outcome in the address, pages and sorts on the server", async () => {
      await page.goto(filtered({ state: ["failed"], order: "amount" }))
      await page.getByText("Success rate").waitFor()
      const texts = await untilRows((lines) => lines.length === 20 && lines.every((line) => line.includes("Failed")))
      const amounts = texts.map((text) => Number(/KES\s([\d,.]+)/.exec(text)?.[1]?.replaceAll(",", "")))
      expect(amounts).toEqual([...amounts].sort((one, other) => one - other))
      const asked = page.waitForRequest((request) => request.url().includes("offset=20"))
      await page.getByRole("button", { name: "Next" }).click()
      await asked
      await page.waitForURL(/offset=20/)
      await screenshot(page, look, "filtered")
    })

    it("filters by amount, date and currency, and finds nothing with a word on it", async () => {
      await page.goto(filtered({ amount: { $gt: 6999, $lt: 7001 } }))
      await untilRows((texts) => texts.length === 8 && texts.every((text) => /KES\s7,000\.00/.test(text)))
      await page.goto(filtered({ amount: { $gt: 7000 } }))
      await page.getByText("No results").waitFor()
      await page.goto(filtered({ created_at: { $gte: new Date(Date.now() - 3_600_000).toISOString() }, currency_code: ["kes"] }))
      await untilRows((texts) => texts.length === 8)
      await page.goto(filtered({ currency_code: ["usd"] }))
      await page.getByText("No results").waitFor()
      await screenshot(page, look, "no-results")
    })

    it("sets a filter by the menu, which then stands in the address", async () => {
      await page.goto("/app/almara")
      await page.getByRole("button", { name: "Filter", exact: true }).click()
      await page.getByRole("menuitem", { name: "Outcome" }).click()
      await page.locator("button").filter({ hasText: /^Expired$/ }).click()
      await page.waitForURL(/state=/)
      await page.keyboard.press("Escape")
      await untilRows((texts) => texts.length === 20 && texts.every((text) => text.includes("Expired")))
    })

    it("exports what is filtered", async () => {
      await page.goto(filtered({ state: ["paid"], q: "wanjiku@" }))
      const download = page.waitForEvent("download")
      await page.getByRole("button", { name: "Export" }).click()
      const lines = readFileSync(await (await download).path(), "utf8").trim().split("\r\n")
      expect(lines).toHaveLength(4)
      expect(lines.slice(1).every((line) => line.includes(",paid,7000,KES,"))).toBe(true)
    })

    it("reads the chart's numbers as a table, for each span of days", async () => {
      await page.goto("/app/almara")
      for (const days of [7, 30, 90]) {
        await page.getByRole("button", { name: `${days} days`, exact: true }).click()
        const read = await eventually(() => page.locator("table.sr-only tbody tr").allInnerTexts(), (lines) => lines.length === days)
        const paid = read.reduce((sum, line) => sum + Number(line.split(/\s+/)[1]), 0)
        const { rows: counted } = await stage().store.database.query(
          "select count(*)::int as paid from almara_checkout where state = 'paid' and created_at >= ((now() at time zone 'Africa/Nairobi')::date - $1::int)::timestamp at time zone 'Africa/Nairobi'",
          [days - 1]
        )
        expect([days, paid]).toEqual([days, counted[0].paid])
      }
    })

    it("comes from the line above the orders to what needs attention", async () => {
      await stage().store.database.query("update almara_checkout set state = 'held', hold_reason = 'twice' where id = $1", [stage().orders.failed.checkoutId])
      await page.goto("/app/orders")
      await page.getByText("1 payment needs attention.").waitFor()
      await page.getByRole("link", { name: "Show", exact: true }).click()
      await untilRows((texts) => texts.length === 1 && texts.every((text) => text.includes("Needs attention")))
      await stage().store.database.query("update almara_checkout set state = 'failed', hold_reason = null where id = $1", [stage().orders.failed.checkoutId])
      await page.goto("/app/orders")
      await page.getByRole("heading", { name: "Orders" }).first().waitFor()
      await page.waitForLoadState("networkidle")
      expect(await page.getByText(/needs? attention/).count()).toBe(0)
    })

    it("comes from the customer to a payment, the latest first", async () => {
      const { rows: latest } = await stage().store.database.query(
        'select c.id, o.customer_id from almara_checkout c join order_payment_collection l using (payment_collection_id) join "order" o on o.id = l.order_id order by c.created_at desc limit 1'
      )
      await page.goto(`/app/customers/${latest[0].customer_id}`)
      await page.locator(`a[href*="/almara/almchk_"]`).first().click()
      await page.waitForURL(new RegExp(latest[0].id))
    })

    it("reads on the settings page what is configured, with the secrets masked, and when each job ran last", async () => {
      await page.goto("/app/settings/almara")
      const labels = ["Access token", "Assigned routes", "Callback address", "Last callback", "Last payment", "Last failure", "Oldest open checkout", "Needs attention", "Callbacks waiting", "Dead letters", "Jobs", "Versions", "clientSecret", "callbackSecret", "baseUrl"]
      for (const label of labels) await page.locator("dt", { hasText: label }).first().waitFor()
      expect(await page.locator("dt", { hasText: "clientSecret" }).locator("xpath=following-sibling::dd").innerText()).toBe("[secret]")
      await page.getByText(/Working off callbacks: .*20\d\d/).waitFor()
      await page.getByText("it cannot see payouts, fees").waitFor()
    })

    it("shows that it loads, and what to do when it cannot be loaded", async () => {
      let answer = (): void => undefined
      const isSeen = new Promise<void>((resolve) => (answer = resolve))
      await page.route("**/admin/almara/checkouts/almchk_*", async (route) => {
        await isSeen
        await route.fulfill({ status: 500, json: { message: "down" } })
      })
      await page.goto(`/app/almara/${stage().orders.paid.checkoutId}`)
      await page.getByRole("status", { name: "Loading…" }).waitFor()
      answer()
      const again = page.getByRole("button", { name: "Try again" })
      await again.waitFor()
      await screenshot(page, look, "failure")
      await page.unroute("**/admin/almara/checkouts/almchk_*")
      await again.click()
      await page.getByText("TXN565FDR43211").first().waitFor()
    })

    it("is told in words when there is no such checkout", async () => {
      await page.goto("/app/almara/almchk_none")
      await page.getByText("There is no such Almara checkout.").waitFor()
      expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0)
    })

    it("chooses Swahili, which Medusa's own menu does not offer", async () => {
      const other = await openIn(stage().browser, context, stage().store.url)
      await other.page.goto("/app/settings/almara")
      await other.page.getByRole("combobox", { name: "Language" }).click()
      await other.page.getByRole("option", { name: "Kiswahili" }).click()
      await other.page.getByRole("heading", { name: "Lugha" }).waitFor()
      await other.page.goto("/app/almara")
      await other.page.getByText("Malipo kwa siku").first().waitFor()
      await other.context.close()
    })

    it.each([["fr", "Paiements par jour"], ["sw", "Malipo kwa siku"]])("reads it in %s", async (language, heading) => {
      const other = await openIn(stage().browser, context, stage().store.url, language)
      await other.page.goto("/app/almara")
      await other.page.getByText(heading).first().waitFor()
      await screenshot(other.page, look, `language-${language}`)
      await other.context.close()
    })
  })
}
