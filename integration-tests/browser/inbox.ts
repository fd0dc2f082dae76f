import type { BrowserContext, Page } from "playwright-core"
import { eventually } from "../setup/shopper"
import { screenshot, seriousViolations, signedIn, type Look } from "./browser"
import { tableRows, untilSeen, type Fixture } from "./fixture"

const DEAD = `/app/almara/inbox?state=${encodeURIComponent('["dead"]')}`

/** Specs of the inbox: reading callbacks, and working on them again. */
export function describeInbox(stage: () => Fixture): void {
  describe("the inbox", () => {
    const look: Look = { theme: "light", width: 1280 }
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    const sql = async (text: string, ...values: unknown[]) => (await stage().store.database.query(text, values)).rows
    const statesOf = async (checkoutId: string): Promise<string[]> =>
      (await sql("select state from almara_callback where checkout_id = $1 order by id", checkoutId)).map(
        ({ state }) => state,
      )
    const makeDead = (checkoutId: string) =>
      sql(
        "update almara_callback set state = 'dead', kind = null, tries = 10, last_error = 'check-status: HTTP 503', next_try_at = null where checkout_id = $1",
        checkoutId,
      )
    const replaysOf = (checkoutId: string) =>
      sql(
        "select count(*)::int as count from almara_checkout_event where checkout_id = $1 and kind = 'replayed' and actor like 'user_%'",
        checkoutId,
      )
    const toastsGone = () =>
      eventually(
        () => page.locator("[data-sonner-toast]").count(),
        (count) => count === 0,
      )

    /** Answers each replay by the spec's word; without one it goes on to the store. Tells which were asked for. */
    async function atReplays(
      answer: (id: string) => Promise<{ status: number; body: unknown } | undefined>,
    ): Promise<string[]> {
      const asked: string[] = []
      await page.route("**/admin/almara/callbacks/*/replay", async (route) => {
        const id = /callbacks\/(\w+)\/replay/.exec(route.request().url())?.[1] ?? ""
        asked.push(id)
        const told = await answer(id)
        await (told ? route.fulfill({ status: told.status, json: told.body }) : route.continue())
      })
      return asked
    }

    it("reads a callback as it came, with what was withheld", async () => {
      await page.goto(`/app/almara/inbox?q=${stage().orders.paid.merchantRequestId}`)
      await tableRows(page).first().click()
      const drawer = page.getByRole("dialog")
      await drawer.getByText("[withheld]").first().waitFor()
      await screenshot(page, look, "callback")
      const payload = drawer.getByRole("region", { name: "What Almara sent" })
      expect(await payload.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
      expect(await seriousViolations(page, '[role="dialog"]')).toEqual([])
    })

    it("says which could not be replayed and why, and replays the other ones", async () => {
      const { failed } = stage().orders
      await page.goto(DEAD)
      await eventually(
        () => tableRows(page).count(),
        (count) => count === 3,
      )
      let stubborn = ""
      await atReplays(async (id) => {
        stubborn ||= id
        return id === stubborn
          ? {
              status: 404,
              body: { code: "no_such_callback", type: "not_found", message: "There is no such callback.", values: {} },
            }
          : undefined
      })
      await page.locator("thead").getByRole("checkbox").click()
      await page
        .getByRole("button", { name: /Replay/ })
        .first()
        .click()
      await untilSeen(page, "2 callbacks were put back into the queue.")
      await untilSeen(page, "1 callback could not be replayed: There is no such callback.")
      await page.unroute("**/admin/almara/callbacks/*/replay")
      await eventually(
        () => statesOf(failed.checkoutId),
        (states) => states.filter((state) => state === "done").length === 2,
      )
      expect((await sql("select state, tries from almara_callback where id = $1", stubborn))[0]).toEqual({
        state: "dead",
        tries: 10,
      })
    })

    it("stops when it may not replay any more, and says so", async () => {
      await makeDead(stage().orders.failed.checkoutId)
      await page.goto(DEAD)
      await eventually(
        () => tableRows(page).count(),
        (count) => count === 3,
      )
      const asked = await atReplays(async () => ({
        status: 403,
        body: { type: "forbidden", message: "Insufficient permissions. Required policies: payment:update" },
      }))
      await page.locator("thead").getByRole("checkbox").click()
      await page
        .getByRole("button", { name: /Replay/ })
        .first()
        .click()
      await untilSeen(page, "You have no permission to do this.")
      await page.unroute("**/admin/almara/callbacks/*/replay")
      expect(asked).toHaveLength(1)
      expect(await statesOf(stage().orders.failed.checkoutId)).toEqual(["dead", "dead", "dead"])
    })

    it("replays a selection with progress, and once, however often it is asked for", async () => {
      await toastsGone()
      await page.goto(DEAD)
      await eventually(
        () => tableRows(page).count(),
        (count) => count === 3,
      )
      await page.locator("thead").getByRole("checkbox").click()
      await screenshot(page, look, "inbox-selected")
      let goOn = (): void => undefined
      const isSeen = new Promise<void>((resolve) => (goOn = resolve))
      const asked = await atReplays(() => isSeen.then(() => undefined))
      await page
        .getByRole("button", { name: /Replay/ })
        .first()
        .click()
      await untilSeen(page, "Replaying 1 of 3")
      await page.keyboard.press("r")
      await page.keyboard.press("r")
      goOn()
      await untilSeen(page, "3 callbacks were put back into the queue")
      await page.unroute("**/admin/almara/callbacks/*/replay")
      expect([...asked].sort()).toEqual([...new Set(asked)].sort())
      expect(asked).toHaveLength(3)
      await eventually(
        () => statesOf(stage().orders.failed.checkoutId),
        (states) => states.every((state) => state === "done"),
      )
    })

    it("replays one by its button, and keeps it in sight when it leaves the list", async () => {
      const { failed } = stage().orders
      await makeDead(failed.checkoutId)
      const [before] = await replaysOf(failed.checkoutId)
      await page.goto(DEAD)
      await tableRows(page).first().click()
      const drawer = page.getByRole("dialog")
      await drawer.getByText("check-status: HTTP 503").waitFor()
      await drawer.getByRole("button", { name: "Replay" }).click()
      await eventually(
        () => statesOf(failed.checkoutId),
        (states) => states.filter((state) => state === "done").length === 1,
      )
      await eventually(
        () => tableRows(page).count(),
        (count) => count === 2,
      )
      // It is looked at again where it is now, and not as it was on the page.
      await drawer.getByText("Done", { exact: true }).waitFor()
      expect(await drawer.getByText("check-status: HTTP 503").count()).toBe(0)
      expect(await replaysOf(failed.checkoutId)).toEqual([{ count: before.count + 1 }])
    })

    it("looks again while something is about to be processed, and not while it waits for long", async () => {
      const { failed } = stage().orders
      await context.clock.install()
      // What is due about now comes first: each run leaves the clock of the pages after it further ahead.
      for (const [pause, isLooking] of [
        ["8 seconds", true],
        ["50 minutes", false],
        ["-1 hour", false],
      ] as const) {
        // Claimed, so that no worker takes it meanwhile, and tried so often that its pause may be long.
        await sql(
          `update almara_callback set state = 'waiting', next_try_at = now() + interval '${pause}', leased_until = now() + interval '100 seconds', leased_by = 'a-spec', tries = 12 where checkout_id = $1`,
          failed.checkoutId,
        )
        await page.goto(`/app/almara/inbox?q=${failed.merchantRequestId}`)
        await tableRows(page).filter({ hasText: "Waiting" }).first().waitFor()
        await page.waitForLoadState("networkidle")
        let asked = 0
        const count = (request: { url(): string }) =>
          (asked += request.url().includes("/admin/almara/callbacks") ? 1 : 0)
        page.on("request", count)
        for (let seconds = 0; seconds < 20; seconds += 4) await page.clock.runFor(4_000)
        await page.waitForLoadState("networkidle")
        page.off("request", count)
        expect([pause, asked > 0]).toEqual([pause, isLooking])
      }
      await sql(
        "update almara_callback set state = 'done', leased_until = null, leased_by = null, next_try_at = null, tries = 0 where checkout_id = $1",
        failed.checkoutId,
      )
    })
  })
}
