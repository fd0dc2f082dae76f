import type { BrowserContext, Page } from "playwright-core"
import { eventually } from "../setup/shopper"
import { screenshot, seriousViolations, signedIn, withinOneDay, type Look } from "./browser"
import { listWith, tableRows, untilSeen, type Fixture } from "./fixture"

const DAY_IN_MILLISECONDS = 86_400_000
const ZONE = "Africa/Nairobi"

/** Specs of the filters, the search and the sorting of the list, and of the address that keeps them. */
export function describeFilters(stage: () => Fixture): void {
  describe("the filters of the list", () => {
    const look: Look = { theme: "light", width: 1280 }
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    const untilRows = (isSo: (texts: string[]) => boolean) => eventually(() => tableRows(page).allInnerTexts(), isSo)
    const sql = async (text: string, ...values: unknown[]) => (await stage().store.database.query(text, values)).rows
    const search = () => page.getByRole("searchbox")
    /**
     * What the table opens over the page takes the first Escape for itself when a button in it has just been pressed.
     */
    const leavePopover = () =>
      eventually(
        async () => {
          await page.keyboard.press("Escape")
          return page.locator("[data-radix-popper-content-wrapper]").count()
        },
        (count) => count === 0,
      )
    const dayAgo = (days: number) =>
      new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(new Date(Date.now() - days * DAY_IN_MILLISECONDS))
    /** How many checkouts were created on the days of the reader from the first to the last, both included. */
    const countBetween = async (first: string, last: string): Promise<number> =>
      (
        await sql(
          `select count(*)::int as count from almara_checkout where (created_at at time zone '${ZONE}')::date between $1 and $2`,
          first,
          last,
        )
      )[0].count
    const resultsSeen = async () =>
      Number(/of (\d+) results/.exec(await page.locator("text=/of \\d+ results/").first().innerText())?.[1])

    it("no empty strip stands above the list", async () => {
      await page.goto("/app/almara")
      await untilRows((texts) => texts.length > 1)
      const bottomOf = await search().evaluate((field) => field.getBoundingClientRect().bottom)
      const topOf = await tableRows(page)
        .first()
        .evaluate((row) => row.closest("table")?.getBoundingClientRect().top ?? Infinity)
      expect(topOf - bottomOf).toBeLessThan(30)
    })

    it("search by reference, and may be sent to a colleague", async () => {
      await page.goto("/app/almara")
      await search().fill("TXN565FDR43211")
      await page.waitForURL(/q=TXN565FDR43211/)
      await untilRows((texts) => texts.length === 1)
      await page.goto(page.url())
      await untilRows((texts) => texts.length === 1)
      await tableRows(page).first().click()
      await page.waitForURL(new RegExp(stage().orders.paid.checkoutId))
      const { checkout_reference } = (
        await sql("select checkout_reference from almara_checkout where id = $1", stage().orders.paid.checkoutId)
      )[0]
      await page.locator("ol").first().getByText(checkout_reference).waitFor()
    })

    it("search by order number, request id, Almara's checkout id and e-mail", async () => {
      const { paid } = stage().orders
      const [order] = await sql('select display_id from "order" where id = $1', paid.orderId)
      const [row] = await sql("select gateway_checkout_id from almara_checkout where id = $1", paid.checkoutId)
      for (const text of [`#${order.display_id}`, paid.merchantRequestId, row.gateway_checkout_id]) {
        await page.goto(listWith({ q: text }))
        await untilRows((texts) => texts.length === 1 && texts.every((line) => line.includes("TXN565FDR43211")))
      }
      await page.goto(listWith({ q: "wanjiku@exam" }))
      await untilRows((texts) => texts.length >= 10 && texts.every((line) => line.includes("wanjiku@example.com")))
    })

    it("narrow to an outcome; pages show other rows, and a click on a heading sorts", async () => {
      await page.goto(listWith({ state: ["failed"] }))
      await untilSeen(page, "Success rate")
      const first = await untilRows((lines) => lines.length === 20 && lines.every((line) => line.includes("Failed")))
      await page.getByRole("button", { name: "Next" }).click()
      await page.waitForURL(/offset=20/)
      const second = await untilRows((lines) => lines.length === 20 && lines[0] !== first[0])
      expect(second.filter((line) => first.includes(line))).toEqual([])
      await screenshot(page, look, "filtered")

      const amounts = (texts: string[]) =>
        texts.map((text) => Number(/KES\s([\d,.]+)/.exec(text)?.[1]?.replaceAll(",", "")))
      const isSorted = (numbers: number[]) =>
        numbers.every((number, place) => place === 0 || number >= (numbers[place - 1] ?? 0))
      await page.getByRole("columnheader", { name: "Amount" }).getByRole("button").click()
      // It begins on the first page again.
      await page.waitForURL((url) => url.searchParams.has("order") && !url.searchParams.has("offset"))
      const ascending = new URL(page.url()).searchParams.get("order") === "amount"
      await untilRows((lines) => lines.length === 20 && isSorted(ascending ? amounts(lines) : amounts(lines).reverse()))
      await page.getByRole("columnheader", { name: "Amount" }).getByRole("button").click()
      await page.waitForURL(ascending ? /order=-amount/ : /order=amount/)
      await untilRows((lines) => lines.length === 20 && isSorted(ascending ? amounts(lines).reverse() : amounts(lines)))
    })

    it("take whole days of the reader, the last one included", () =>
      withinOneDay(async () => {
        for (const [from, to] of [
          [0, 0],
          [3, 1],
          [10, 10],
        ] as const) {
          await page.goto(listWith({ created_at: { $gte: dayAgo(from), $lte: dayAgo(to) } }))
          const expected = await countBetween(dayAgo(from), dayAgo(to))
          await eventually(resultsSeen, (count) => count === expected)
        }
        await page.goto(listWith({ created_at: { $lte: dayAgo(85) } }))
        const untilThen = await countBetween("2000-01-01", dayAgo(85))
        await eventually(resultsSeen, (count) => count === untilThen)
      }))

    it("offer the last days as the chart counts them, and keep them moving in the address", () =>
      withinOneDay(async () => {
        await page.goto("/app/almara")
        await page.getByRole("button", { name: "Filter", exact: true }).click()
        await page.getByRole("menuitem", { name: "Created" }).click()
        await page
          .getByRole("listitem")
          .filter({ hasText: /^Last 7 days$/ })
          .click()
        await page.waitForURL((url) => url.searchParams.get("created_at") === '{"$last":7}')
        await screenshot(page, look, "filter-popover")
        expect(await seriousViolations(page, "[data-radix-popper-content-wrapper]")).toEqual([])
        await leavePopover()
        const expected = await countBetween(dayAgo(6), dayAgo(0))
        await eventually(resultsSeen, (count) => count === expected)
        await page.getByRole("button", { name: "7 days", exact: true }).click()
        const shown = await eventually(
          () => page.locator("[data-numbers] tbody tr").count(),
          (count) => count === 7,
        )
        expect(shown).toBe(7)
      }))

    it("pick a last day by the calendar, which is included", () =>
      withinOneDay(async () => {
        await page.goto(listWith({ created_at: { $gte: dayAgo(3) } }))
        await untilSeen(page, /From \w+ \d+, 20\d\d/)
        await page.getByRole("button", { name: /From \w+ \d+, 20\d\d/ }).click()
        await page.getByRole("group").last().getByRole("button").first().click()
        await page.getByRole("button", { name: /^Today, / }).click()
        await page.waitForURL(
          (url) => url.searchParams.get("created_at") === JSON.stringify({ $gte: dayAgo(3), $lte: dayAgo(0) }),
        )
        await leavePopover()
        const expected = await countBetween(dayAgo(3), dayAgo(0))
        expect(expected).toBeGreaterThan(9)
        await eventually(resultsSeen, (count) => count === expected)
      }))

    it("narrow by amount and currency, which come from the ledger, and find nothing with a word on it", async () => {
      await page.goto(listWith({ amount: { $gt: 6999, $lt: 7001 } }))
      await untilRows((texts) => texts.length === 20 && texts.every((text) => /KES\s7,000\.00/.test(text)))
      await page.goto(listWith({ amount: { $gt: 7000 } }))
      await untilSeen(page, "No results")
      await page.goto(listWith({ currency_code: ["usd"] }))
      await untilSeen(page, "No results")
      await screenshot(page, look, "no-results")

      await sql("update almara_checkout set currency_code = 'jpy' where id = 'almchk_past3600'")
      await page.goto("/app/almara")
      await tableRows(page).first().waitFor()
      await page.getByRole("button", { name: "Filter", exact: true }).click()
      await page.getByRole("menuitem", { name: "Currency" }).click()
      const choices = page.locator("[data-radix-popper-content-wrapper] button")
      await eventually(
        () => choices.allInnerTexts(),
        (texts) => texts.filter(Boolean).join() === "JPY,KES",
      )
      await choices.filter({ hasText: "JPY" }).click()
      await untilRows((texts) => texts.length === 1 && (texts[0] ?? "").includes("ORD-PAST-3600"))
      await sql("update almara_checkout set currency_code = 'kes' where id = 'almchk_past3600'")
    })

    it("leave out what is no sum or too long, say so, and never lock the page", async () => {
      await page.goto(listWith({ amount: -5 }))
      await untilSeen(page, "Left out of the filter, because it is not a sum: -5")
      await untilRows((texts) => texts.length === 20)
      await screenshot(page, look, "bad-filter")
      await page.goto(listWith({ q: "x".repeat(300) }))
      await untilSeen(page, "Only the first 200 characters were searched for.")
      await untilSeen(page, "No results")
      await page.goto(listWith({ order: "id;drop", offset: "99999999", state: ["stolen"], created_at: "yesterday" }))
      await untilSeen(page, /results/)
      await page.goto(`/app/almara/inbox?q=${"x".repeat(300)}&state=stolen&offset=-7`)
      await untilSeen(page, "Only the first 200 characters were searched for.")
      // Should the server still refuse something, the filters stay where they are and can be removed.
      await page.route("**/admin/almara/checkouts?*", (route) =>
        route.fulfill({ status: 400, json: { type: "invalid_data", message: "Invalid request" } }),
      )
      await page.goto(listWith({ state: ["paid"] }))
      await page.getByRole("alert").waitFor()
      expect(await page.getByRole("button", { name: "Filter", exact: true }).isVisible()).toBe(true)
      await page.unroute("**/admin/almara/checkouts?*")
      await page.getByRole("button", { name: "Clear all" }).click()
      await untilRows((texts) => texts.length === 20)
    })

    it("set by the menu stand in the address, and the back button takes each step back", async () => {
      await page.goto("/app/almara")
      await untilRows((texts) => texts.length === 20)
      await page.getByRole("button", { name: "Filter", exact: true }).click()
      await page.getByRole("menuitem", { name: "Outcome" }).click()
      await page
        .locator("[data-radix-popper-content-wrapper] button")
        .filter({ hasText: /^Expired$/ })
        .click()
      await page.waitForURL(/state=.*expired/)
      await leavePopover()
      await untilRows((texts) => texts.length === 20 && texts.every((text) => text.includes("Expired")))
      await page.getByRole("button", { name: "Next" }).click()
      await page.waitForURL(/offset=20/)
      await page.goBack()
      await page.waitForURL((url) => url.searchParams.has("state") && !url.searchParams.has("offset"))
      await page.goBack()
      await page.waitForURL((url) => url.search === "")
      await eventually(
        async () => [new URL(page.url()).search, ...(await tableRows(page).allInnerTexts())],
        ([search, ...texts]) => search === "" && texts.length === 20 && texts.some((text) => !text.includes("Expired")),
      )
    })

    it("show the page of the address when the reader goes back before the next one has come", async () => {
      await page.goto(listWith({ state: ["expired"] }))
      await untilRows((texts) => texts.length === 20)
      const rows = await tableRows(page).allInnerTexts()
      await page.getByRole("button", { name: "Next" }).evaluate(async (button: HTMLElement) => {
        button.click()
        for (let turns = 0; turns < 1000 && !location.search.includes("offset"); turns += 1) await Promise.resolve()
        history.back()
      })
      await page.waitForURL((url) => !url.searchParams.has("offset"))
      await page.waitForLoadState("networkidle")
      await untilRows((texts) => texts.join() === rows.join())
    })

    it("dim the rows of the filter before, until those of the new one are there", async () => {
      await page.goto(listWith({ state: ["paid"] }))
      await untilRows((texts) => texts.length === 20)
      let goOn = (): void => undefined
      const isSeen = new Promise<void>((resolve) => (goOn = resolve))
      await page.route("**/admin/almara/checkouts?*", async (route) => {
        await isSeen
        await route.continue()
      })
      await page.getByRole("button", { name: "Next" }).click()
      await page.locator("[aria-busy=true]").waitFor()
      goOn()
      await eventually(
        () => page.locator("[aria-busy=true]").count(),
        (count) => count === 0,
      )
      await page.unroute("**/admin/almara/checkouts?*")
    })

    it("say when there is more than was counted", async () => {
      await page.route("**/admin/almara/checkouts?*", async (route) => {
        const body = await (await route.fetch()).json()
        await route.fulfill({ json: { ...body, count: 5000, is_capped: true } })
      })
      await page.goto("/app/almara")
      await untilSeen(page, "20 of 5000 results and more")
      await page.unroute("**/admin/almara/checkouts?*")
    })
  })
}
