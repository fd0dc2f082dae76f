import type { BrowserContext, Page } from "playwright-core"
import { eventually } from "../setup/shopper"
import { openIn, screenshot, seriousViolations, signedIn, type Look } from "./browser"
import { untilSeen, type Fixture } from "./fixture"

const RETURNED = { url: "http://127.0.0.1/checkout/return", ok: true, http_status: 303, signed: true, error: null }

/** Specs of the settings page: the connection, the books, the language. */
export function describeSettings(stage: () => Fixture): void {
  describe("the settings", () => {
    const look: Look = { theme: "light", width: 1280 }
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    const answer = (label: string) =>
      page.locator("dt", { hasText: label }).first().locator("xpath=following-sibling::dd")
    const askedOf = async () =>
      Object.entries(await stage().gateway.counts()).find(([path]) => path.includes("check-status"))?.[1] ?? 0
    /** Kept out for a day, so that what is asked was asked by the page. */
    const keepTheClockOut = async () => {
      const { database } = stage().store
      await database.query(
        "update almara_checkout set next_check_at = now() + interval '1 day' where next_check_at is not null",
      )
      await database.query("update almara_callback set next_try_at = null where state = 'waiting'")
      await eventually(
        () => database.query("select 1 from almara_checkout where leased_by is not null"),
        ({ rowCount }) => rowCount === 0,
      )
    }

    it("say what is configured, what is not set, with the secrets masked, and when they were checked", async () => {
      await stage().store.database.query(
        "insert into almara_address_problem (id, hour, count, last_problem, last_at) values ('of-this-spec', date_trunc('hour', now()), 3, 'unreadable', now())",
      )
      await page.goto("/app/settings/almara")
      const labels = [
        "Access token",
        "Assigned routes",
        "Callback address",
        "Last callback",
        "Last payment",
        "Last failure",
        "Oldest open checkout",
        "Needs attention",
        "Callbacks refused or doubted",
        "Callbacks waiting",
        "Dead letters",
        "Jobs",
        "Notices to you",
        "Versions",
      ]
      for (const label of labels) await answer(label).waitFor()
      await untilSeen(page, /Checked at \d/)
      await untilSeen(page, /Processing callbacks: .*20\d\d/)
      expect(await answer("Callbacks refused or doubted").innerText()).toMatch(
        /^\d+ in the last 24 hours, the last one .*20\d\d.*: the signature in the address was changed on its way\.$/,
      )
      expect(await answer("Last failure").innerText()).toMatch(/20\d\d.* · /)
      expect(await page.locator("dt", { hasText: "clientSecret" }).count()).toBe(0)
      await page.getByRole("button", { name: "Show", exact: true }).click()
      for (const label of ["clientSecret", "callbackSecret"]) expect(await answer(label).innerText()).toBe("[secret]")
      expect(await answer("scope").innerText()).toBe("not set")
      expect(await answer("placement").innerText()).toBe("order_first")
      expect(await page.content()).not.toContain("almara-simulator-secret")
      await screenshot(page, look, "settings-open")
    })

    it.each([
      [
        "en",
        "run by the plugin's own timer · checked 12 checkouts · canceled 1 order that could not be paid · failed: no",
      ],
      [
        "fr",
        "exécutée par le minuteur propre à l'extension · 12 paiements vérifiés · 1 commande impayable annulée · échec : no",
      ],
      [
        "sw",
        "imeendeshwa na kipima muda cha programu-jalizi yenyewe · malipo 12 yameulizwa · oda 1 isiyoweza kulipwa imeghairiwa · imeshindikana: no",
      ],
    ])("tell in the language %s what a job did", async (language, told) => {
      const { browser, store } = stage()
      const other = await openIn(browser, context, store.url, language)
      const summary = { by_own_timer: true, checked: 12, canceled: 1, error: "no" }
      await other.page.route("**/admin/almara/status", async (route) => {
        const body = await (await route.fetch()).json()
        const jobs = body.status.jobs.map((job: object) => ({ ...job, summary }))
        await route.fulfill({ json: { ...body, status: { ...body.status, jobs } } })
      })
      await other.page.goto("/app/settings/almara")
      await untilSeen(other.page, told)
      await other.context.close()
    })

    it("say in red which job does not run, and why, and warn that Almara is called by http", async () => {
      const { browser, store } = stage()
      const other = await openIn(browser, context, store.url, "en")
      const problems = ["own_timer", "unfinished", "failed", "not_run"]
      await other.page.route("**/admin/almara/status", async (route) => {
        const body = await (await route.fetch()).json()
        const [job] = body.status.jobs
        const jobs = [...problems, null].map((problem, place) => ({ ...job, name: `job-${place}`, problem }))
        await route.fulfill({ json: { ...body, status: { ...body.status, jobs } } })
      })
      await other.page.goto("/app/settings/almara")
      await untilSeen(other.page, "Almara is called by http")
      const colourOf = (text: string | RegExp) =>
        other.page
          .getByText(text)
          .first()
          .evaluate((line) => getComputedStyle(line).color)
      const plain = await colourOf(/^job-4: /)
      for (const [place, why] of [
        "Medusa's scheduler does not call it",
        "Its last run has begun and not ended",
        "Its last run failed",
        "Nobody has run it",
      ].entries()) {
        const red = await colourOf(why)
        expect([why, await colourOf(new RegExp(`^job-${place}: `))]).toEqual([why, red])
        const [, r = 0, g = 0, b = 0] = (/(\d+), (\d+), (\d+)/.exec(red) ?? []).map(Number)
        expect([red !== plain, r > 2 * g && r > 2 * b]).toEqual([true, true])
      }
      await other.context.close()
    })

    it("say by which way the merchant is told, and in red what could not be sent", async () => {
      const { browser, store } = stage()
      await page.goto("/app/settings/almara")
      await untilSeen(page, "feed of the admin")
      const other = await openIn(browser, context, store.url, "en")
      const failure = { kind: "held_money", at: new Date(0).toISOString(), error: "email: 550 [withheld] unknown" }
      await other.page.route("**/admin/almara/status", async (route) => {
        const body = await (await route.fetch()).json()
        const notices = { has_feed: false, email: "no_provider", failure }
        await route.fulfill({ json: { ...body, status: { ...body.status, notices } } })
      })
      await other.page.goto("/app/settings/almara")
      await untilSeen(other.page, "only the event almara.merchant.notice tells")
      for (const text of ["notifyEmail is set, but", /Could not be sent \(money waits\), .*1970.*: email: 550/])
        expect(await other.page.getByText(text).getAttribute("class")).toBe("text-ui-fg-error")
      await other.context.close()
    })

    it.each([1280, 390] as const)("stand beside the feed, which tells of held money, %d wide", async (width) => {
      const { browser, store } = stage()
      const narrow = { theme: "light", width } as const
      const other = await signedIn(browser, store.url, narrow)
      await other.page.goto("/app/settings/almara")
      await untilSeen(other.page, "Notices to you")
      await other.page.keyboard.press("Control+n")
      const feed = other.page.getByRole("dialog")
      await feed.getByText(/Money waits for you: /).waitFor()
      await feed.getByText("/app/almara?state=").first().waitFor()
      await screenshot(other.page, narrow, "feed")
      expect(await feed.evaluate((drawer) => drawer.scrollWidth - drawer.clientWidth)).toBe(0)
      await other.context.close()
    })

    it("send a test callback to the store itself", async () => {
      await page.goto("/app/settings/almara")
      await page.getByRole("button", { name: "Send a test callback to myself" }).click()
      await untilSeen(page, /went through the callback address and arrived/)
      await untilSeen(page, "The return address was tried as well, and its signature arrived.")
      const last = await stage().store.database.query(
        "select state, checkout_id from almara_callback order by created_at desc limit 1",
      )
      expect(last.rows[0]).toEqual({ state: "done", checkout_id: null })
    })

    it.each([
      [
        "is dead",
        { ok: false, http_status: null, arrived: false, error: "connect ECONNREFUSED" },
        "No answer came from the callback address: connect ECONNREFUSED",
      ],
      [
        "redirects",
        { ok: false, http_status: 302, arrived: false, error: null },
        "The callback address redirects (HTTP 302)",
      ],
      [
        "leads elsewhere",
        { ok: false, http_status: 200, arrived: false, error: null },
        "nothing arrived in this store's inbox",
      ],
      [
        "loses the signature",
        { ok: false, http_status: 200, arrived: true, error: null },
        "the signature in it did not arrive",
      ],
      [
        "is well, but not the return address",
        {
          ok: true,
          http_status: 200,
          arrived: true,
          signed: true,
          error: null,
          return_address: { ok: false, http_status: 303, signed: false, error: null },
        },
        "a shopper who comes back would not be recognised",
      ],
      [
        "does not take it",
        { ok: false, http_status: 404, arrived: false, error: null },
        "The callback address did not take it (HTTP 404).",
      ],
    ])("say so when the callback address %s", async (name, test, sentence) => {
      await page.route("**/status/test-callback", (route) =>
        route.fulfill({
          json: {
            test: {
              url: "http://127.0.0.1/checkout/cart",
              milliseconds: 5,
              signed: false,
              return_address: RETURNED,
              ...test,
            },
          },
        }),
      )
      await page.goto("/app/settings/almara")
      await page.getByRole("button", { name: "Send a test callback to myself" }).click()
      await page.getByRole("alert").filter({ hasText: sentence }).waitFor()
      await screenshot(page, look, `test-callback-${name.replaceAll(" ", "-")}`)
      await page.unroute("**/status/test-callback")
    })

    it("say once why Almara does not accept the credentials, keep the rest, and can try again", async () => {
      const { gateway } = stage()
      await gateway.behave({ token: { mode: "unauthorized" }, routes: { mode: "unauthorized" } })
      await gateway.revokeTokens()
      await page.goto("/app/settings/almara")
      await page.getByRole("alert").first().waitFor()
      expect(
        await page
          .getByText(/credentials|client id and secret/)
          .filter({ hasNotText: "is called by http" })
          .count(),
      ).toBe(1)
      await untilSeen(page, "Could not be asked for, for the same reason.")
      await screenshot(page, look, "settings-refused")
      expect(await seriousViolations(page, "[data-almara]")).toEqual([])
      await gateway.behave({ token: { mode: "ok" }, routes: { mode: "ok" } })
      await page.getByRole("button", { name: "Check again" }).click()
      await untilSeen(page, /Received in/)
    })

    it.each([
      ["missing", "is not among those that Almara assigned to you"],
      ["inactive", "is inactive at Almara"],
      ["channel_missing", "is not among the route's channels"],
    ])("warn of a route problem: %s", async (problem, sentence) => {
      await page.route("**/admin/almara/status", async (route) => {
        const answered = await route.fetch()
        const body = await answered.json()
        await route.fulfill({ json: { ...body, status: { ...body.status, route_problem: problem } } })
      })
      await page.goto("/app/settings/almara")
      await page.getByRole("alert").filter({ hasText: sentence }).waitFor()
      await screenshot(page, look, `route-${problem}`)
      await page.unroute("**/admin/almara/status")
    })

    it("show the books by the days of the reader, and ask Almara only when told so", async () => {
      await keepTheClockOut()
      const before = await askedOf()
      await page.goto("/app/settings/almara")
      const days = page.getByRole("table", { name: "Settlement report" })
      await days.waitFor()
      expect(await days.locator("thead").innerText()).toMatch(/Day\s+At Almara\s+In Medusa/)
      const paid = await stage().store.database.query("select paid_at from almara_checkout where id = $1", [
        stage().orders.paid.checkoutId,
      ])
      const day = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "Africa/Nairobi" }).format(
        paid.rows[0].paid_at,
      )
      expect(await days.innerText()).toContain(day)
      const differences = page.getByRole("table", { name: "Differences" })
      for (const kind of [
        "Received, but held for attention",
        "Received, and dismissed by hand",
        "Received, and marked as refunded outside Almara",
      ])
        await differences.getByText(kind).first().waitFor()
      await untilSeen(page, "or refunds, not even those that are booked in Medusa")
      expect(await askedOf()).toBe(before)

      await page.getByRole("button", { name: "Check each with Almara" }).click()
      await untilSeen(page, /Almara was asked for the status of/)
      await keepTheClockOut()
      const asked = await askedOf()
      expect(asked).toBeGreaterThan(before)
      await screenshot(page, look, "settlement-asked")

      await page.getByRole("combobox", { name: "Span of days" }).click()
      const answered = page.waitForResponse((response) => response.url().includes("/settlement?days=30"))
      await page.getByRole("option", { name: "30 days" }).click()
      await answered
      await eventually(
        () => page.getByText(/Almara was asked for the status of/).count(),
        (count) => count === 0,
      )
      expect(await askedOf()).toBe(asked)
    })

    it("offer Swahili, which Medusa's own menu does not, also while Almara cannot be asked", async () => {
      const { browser, store } = stage()
      const other = await openIn(browser, context, store.url)
      await other.page.route("**/admin/almara/status", (route) =>
        route.fulfill({ status: 500, json: { message: "down" } }),
      )
      await other.page.goto("/app/settings/almara")
      await other.page.getByRole("button", { name: "Try again" }).waitFor()
      await other.page.getByRole("combobox", { name: "Language" }).click()
      await other.page.getByRole("option", { name: "Kiswahili" }).click()
      await other.page.getByRole("heading", { name: "Lugha" }).waitFor()
      await other.page.goto("/app/almara/inbox")
      await other.page.getByText("Kile Almara ilichotuma").first().waitFor()
      expect(await other.page.locator("ol").first().innerText()).toMatch(/Almara\s+Taarifa/)
      await other.context.close()
    })
  })
}
