import type { BrowserContext, Page } from "playwright-core"
import { screenshot, seriousViolations, signedIn, type Look } from "./browser"
import { untilSeen, type Fixture } from "./fixture"

const look: Look = { theme: "light", width: 1280 }

interface Place {
  name: string
  /** Where it is. */
  path: string
  /** What it asks for. */
  asks: string
  /** What is seen when all is well. */
  seen: string | RegExp
  /** What is seen when there is nothing, where there can be nothing, and the answer that says so. */
  empty?: { answer: unknown; seen: string }
}

/** Specs of what a page shows while it has nothing to show: loading, failed, signed out, empty. */
export function describePageStates(stage: () => Fixture): void {
  describe("what is shown when there is nothing to show", () => {
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    const none = { checkouts: [], count: 0, is_capped: false, currencies: [], customer: null }
    const customerOf = async (orderId: string): Promise<string> =>
      (await stage().store.database.query('select customer_id from "order" where id = $1', [orderId])).rows[0]
        .customer_id
    const places = async (): Promise<Place[]> => {
      const { paid } = stage().orders
      return [
        {
          name: "order",
          path: `/app/orders/${paid.orderId}`,
          asks: "**/admin/almara/checkouts?order_id=*",
          seen: "TXN565FDR43211",
          empty: { answer: none, seen: "No checkout was opened at Almara for this order." },
        },
        {
          name: "customer",
          path: `/app/customers/${await customerOf(paid.orderId)}`,
          asks: "**/admin/almara/checkouts?customer_id=*",
          seen: /KES\s7,000\.00/,
          empty: { answer: none, seen: "This customer has no payments by Almara yet." },
        },
        {
          name: "list",
          path: "/app/almara",
          asks: "**/admin/almara/checkouts?order=*",
          seen: "ORD-",
          empty: { answer: none, seen: "No checkouts yet" },
        },
        {
          name: "chart",
          path: "/app/almara",
          asks: "**/admin/almara/statistics?*",
          seen: /Success rate: \d/,
          empty: {
            answer: { days: [], totals: { paid: 0, failed: 0, abandoned: 0 }, success_rate: null },
            seen: "Nothing came to an end in this time.",
          },
        },
        {
          name: "checkout",
          path: `/app/almara/${paid.checkoutId}`,
          asks: "**/admin/almara/checkouts/almchk_*",
          seen: "TXN565FDR43211",
        },
        {
          name: "inbox",
          path: "/app/almara/inbox",
          asks: "**/admin/almara/callbacks?*",
          seen: "Done",
          empty: { answer: { callbacks: [], count: 0, is_capped: false, may_change: true }, seen: "No callbacks yet" },
        },
        { name: "settings", path: "/app/settings/almara", asks: "**/admin/almara/status", seen: "Medusa 2." },
        {
          name: "settlement",
          path: "/app/settings/almara",
          asks: "**/admin/almara/settlement?*",
          seen: "At Almara",
          empty: {
            answer: {
              report: {
                from: new Date().toISOString(),
                days: [],
                differences: [],
                difference_count: 0,
                is_cut: false,
                checked: null,
              },
            },
            seen: "No payments in this time.",
          },
        },
      ]
    }
    const NAMES = ["order", "customer", "list", "chart", "checkout", "inbox", "settings", "settlement"] as const
    const EMPTY_NAMES = NAMES.filter((name) => name !== "checkout" && name !== "settings")
    const placeOf = async (name: string): Promise<Place> => (await places()).find((place) => place.name === name)!

    it("is known for every place", async () => {
      expect((await places()).map(({ name }) => name)).toEqual(NAMES)
    })

    it.each(NAMES)("%s: that it loads, and that it failed, why, and another try", async (name) => {
      const { path, asks, seen } = await placeOf(name)
      let answer = (): void => undefined
      const isSeen = new Promise<void>((resolve) => (answer = resolve))
      await page.route(asks, async (route) => {
        await isSeen
        await route.fulfill({ status: 500, json: { type: "unknown_error", message: "An unknown error occurred." } })
      })
      await page.goto(path)
      // Medusa's table has a skeleton of its own, without a word.
      const loading =
        name === "list" || name === "inbox"
          ? page.locator("[data-almara] .animate-pulse").first()
          : page.locator("[data-almara]").getByRole("status", { name: "Loading…" }).first()
      await loading.waitFor()
      await screenshot(page, look, `state-${name}-loading`)
      expect(await seriousViolations(page, "[data-almara]")).toEqual([])
      answer()
      const failure = page
        .getByRole("alert")
        .filter({ hasText: "This could not be loaded. Your store answered with an error (HTTP 500)." })
      await failure.first().waitFor()
      await screenshot(page, look, `state-${name}-failed`)
      expect(await seriousViolations(page, "[data-almara]")).toEqual([])
      await page.unroute(asks)
      await failure.getByRole("button", { name: "Try again" }).click()
      await untilSeen(page, seen)
      expect(await failure.count()).toBe(0)
    })

    it.each(NAMES)(
      "%s: that the store is out of reach, that its answer is none, and that the login is over",
      async (name) => {
        const { path, asks } = await placeOf(name)
        for (const [answer, sentence] of [
          ["none", "Your store could not be reached."],
          ["a proxy's page", "Your store's answer could not be read."],
          ["broken", "Your store answered with an error (HTTP 502)."],
        ] as const) {
          await page.route(asks, (route) => {
            if (answer === "none") return route.abort()
            if (answer === "broken")
              return route.fulfill({ status: 502, contentType: "application/json", body: '{"message":' })
            return route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Maintenance</h1>" })
          })
          await page.goto(path)
          await page.getByRole("alert").filter({ hasText: sentence }).first().waitFor()
          await page.unroute(asks)
        }
        await page.route(asks, (route) => route.fulfill({ status: 401, json: { message: "Unauthorized" } }))
        await page.goto(path)
        const signedOut = page.getByRole("alert").filter({ hasText: "Your login has expired. Sign in again." }).first()
        expect(await signedOut.getByRole("link", { name: "Sign in" }).getAttribute("href")).toMatch(/\/login$/)
        expect(await signedOut.getByRole("button", { name: "Try again" }).count()).toBe(0)
        await screenshot(page, look, `state-${name}-signed-out`)
        await page.unroute(asks)
      },
    )

    it("is known for every place that can be empty", async () => {
      expect((await places()).flatMap(({ name, empty }) => (empty ? [name] : []))).toEqual(EMPTY_NAMES)
    })

    it.each(EMPTY_NAMES)("%s: that there is nothing", async (name) => {
      const { path, asks, empty } = await placeOf(name)
      if (!empty) throw new Error(`${name} has no empty state.`)
      await page.route(asks, (route) => route.fulfill({ json: empty.answer }))
      await page.goto(path)
      await untilSeen(page, empty.seen)
      await screenshot(page, look, `state-${name}-empty`)
      expect(await seriousViolations(page, "[data-almara]")).toEqual([])
      await page.unroute(asks)
    })

    it("nothing old when it cannot be looked at again", async () => {
      const { paid } = stage().orders
      await page.goto(`/app/almara/${paid.checkoutId}`)
      await untilSeen(page, "TXN565FDR43211")
      await page.goto("/app/settings/almara")
      await untilSeen(page, "Medusa 2.")
      await page.route("**/admin/almara/status", (route) => route.abort())
      await page.getByRole("button", { name: "Check again" }).click()
      await page.getByRole("alert").filter({ hasText: "Your store could not be reached." }).first().waitFor()
      expect(await page.getByText("Access token").count()).toBe(0)
      await page.unroute("**/admin/almara/status")
      await page.getByRole("button", { name: "Try again" }).click()
      await untilSeen(page, "Access token")
    })

    it("is fresh whenever a page is opened, also within the same visit", async () => {
      await page.goto("/app/almara")
      await untilSeen(page, /Success rate: \d/)
      await page.getByRole("link", { name: "Callbacks" }).first().click()
      await untilSeen(page, "What Almara sent, written down")
      const asked = page.waitForRequest((request) => request.url().includes("/admin/almara/statistics"))
      await page.getByRole("link", { name: "Almara" }).first().click()
      await asked
    })

    it("words when there is no such checkout", async () => {
      await page.goto("/app/almara/almchk_none")
      await untilSeen(page, "There is no such Almara checkout.")
      expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0)
      await screenshot(page, look, "state-missing")
    })
  })
}
