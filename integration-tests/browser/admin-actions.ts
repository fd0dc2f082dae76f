import type { BrowserContext, Page } from "playwright-core"
import { credit } from "../setup/merchant"
import { eventually, orderOf, placeWaitingOrder, type WaitingOrder } from "../setup/shopper"
import { openIn, screenshot, seriousViolations, signedIn, type Look } from "./browser"
import { writtenId } from "./seed"
import { checkoutById, resolveBy, rowOf, untilSeen, type Fixture } from "./fixture"

/** Specs of what a merchant does about payments, each looked up in the database. */
export function describeAdminActions(stage: () => Fixture): void {
  describe("what a merchant does", () => {
    const look: Look = { theme: "light", width: 1280 }
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    const row = (order: WaitingOrder) => rowOf(stage(), order)
    const eventsOf = async (checkoutId: string, kind: string) =>
      (
        await stage().store.database.query(
          "select actor, detail from almara_checkout_event where checkout_id = $1 and kind = $2",
          [checkoutId, kind],
        )
      ).rows

    it("checks with Almara, and sees what changed", async () => {
      const { gateway, store, orders } = stage()
      await gateway.decide(orders.open.merchantRequestId, { outcome: "paid", callback: { send: false } })
      await page.goto(`/app/orders/${orders.open.orderId}`)
      await page.getByRole("button", { name: "Check with Almara" }).click()
      await untilSeen(page, "Paid. Almara confirmed the money")
      expect((await row(orders.open)).state).toBe("paid")
      expect((await orderOf(store, orders.open.orderId)).summary.paid_total).toBe(7000)
    })

    it("copies a reference", async () => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"])
      await page.goto(`/app/almara/${stage().orders.paid.checkoutId}`)
      for (const label of [
        "Almara reference",
        "Checkout reference",
        "Our request id",
        "Almara's conversation id",
        "Almara's checkout id",
      ]) {
        await page.getByRole("button", { name: `Copy ${label}`, exact: true }).waitFor()
      }
      await page.getByRole("button", { name: "Copy Almara reference", exact: true }).click()
      expect(
        await eventually(
          () => page.evaluate(() => navigator.clipboard.readText()),
          (text) => text !== "",
        ),
      ).toBe("TXN565FDR43211")
    })

    it("is told what was asked for and what was paid, and is not offered to accept what does not fit", async () => {
      await page.goto(`/app/orders/${stage().orders.mismatched.orderId}`)
      await untilSeen(page, /KES\s8,000\.00 came instead of KES\s7,000\.00\./)
      expect(await page.getByRole("button", { name: "Accept onto the order" }).count()).toBe(0)
      await page.getByRole("button", { name: "Mark as refunded" }).click()
      const drawer = page.getByRole("dialog")
      expect(await drawer.locator("dl").innerText()).toMatch(
        /Asked for\s+KES\s7,000\.00\s+Paid at Almara\s+KES\s8,000\.00/,
      )
      await screenshot(page, look, "resolve-drawer")
      expect(await seriousViolations(page, '[role="dialog"]')).toEqual([])
      await page.keyboard.press("Escape")
    })

    it("is told in the drawer why money cannot be accepted, also in Swahili, and can reach its buttons", async () => {
      const { browser, store, orders } = stage()
      // It fits as far as is known, and Almara says otherwise when it is asked.
      await store.database.query(
        "update almara_checkout_event set detail = detail || '{\"received_amount\":\"7000\"}' where checkout_id = $1 and kind = 'held'",
        [orders.mismatched.checkoutId],
      )
      for (const [language, accept, reason] of [
        ["en", "Accept onto the order", /The customer paid KES\s8,000\.00, but KES\s7,000\.00 is waited for/],
        ["sw", "Weka kwenye oda", /Mteja alilipa KES\s8,000\.00, lakini kinachosubiriwa ni KES\s7,000\.00/],
      ] as const) {
        const other = await openIn(browser, context, store.url, language)
        await other.page.goto(`/app/almara/${orders.mismatched.checkoutId}`)
        await other.page.getByRole("button", { name: accept }).click()
        const drawer = other.page.getByRole("dialog")
        await drawer.getByRole("button", { name: accept }).click()
        const sure = other.page.getByRole("alertdialog").getByRole("button", { name: accept })
        await sure.waitFor()
        // It ends the fading in, during which nothing has its contrast.
        await screenshot(other.page, look, `sure-accept-${language}`)
        expect(await seriousViolations(other.page, '[role="alertdialog"]')).toEqual([])
        await sure.click()
        await drawer.getByRole("alert").getByText(reason).waitFor()
        await drawer.getByRole("button", { name: accept }).click({ trial: true })
        await screenshot(other.page, look, `refusal-${language}`)
        await other.context.close()
      }
      expect((await row(orders.mismatched)).state).toBe("held")
    })

    it("changes nothing by going back from the question whether it is sure, or out of the drawer", async () => {
      const { orders } = stage()
      await page.goto(`/app/almara/${orders.late.checkoutId}`)
      await page.getByRole("button", { name: "Dismiss" }).click()
      await page.getByLabel("Note").fill("not yet")
      await page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click()
      await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click()
      await page.getByRole("alertdialog").waitFor({ state: "detached" })
      // What was written is still there, and it can be left.
      expect(await page.getByLabel("Note").inputValue()).toBe("not yet")
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click()
      await page.getByRole("dialog").waitFor({ state: "detached" })
      expect((await row(orders.late)).state).toBe("held")
      expect(await eventsOf(orders.late.checkoutId, "resolved")).toEqual([])
    })

    it("accepts money when it fits", async () => {
      const { gateway, store, orders } = stage()
      await gateway.decide(orders.mismatched.merchantRequestId, {
        outcome: "paid",
        amount: 7000,
        callback: { send: false },
      })
      await resolveBy(page, orders.mismatched.checkoutId, "Accept onto the order", "Almara corrected the sum")
      await untilSeen(page, "It stands in the timeline with your name")
      expect((await row(orders.mismatched)).state).toBe("paid")
      expect((await orderOf(store, orders.mismatched.orderId)).payment_status).toBe("captured")
    })

    it("is told that what came is what the order asks for by now, in three languages, and accepts it", async () => {
      const { browser, gateway, store } = stage()
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 4500 })
      await eventually(
        () => row(order),
        ({ state }) => state === "held",
      )
      await credit(store, order.orderId, 2000)
      await page.goto(`/app/orders/${order.orderId}`)
      await untilSeen(page, /KES\s4,500\.00 came instead of KES\s5,000\.00\./)
      await credit(store, order.orderId, 500)
      for (const [language, fits] of [
        ["fr", /4[\s\u202f]?500,00\sKES reçus : c'est ce que la commande demande à présent\./],
        ["sw", /Zimekuja KES\s4,500\.00, kiasi ambacho oda inadaiwa sasa\./],
        ["en", /KES\s4,500\.00 came, which is what the order asks for now\./],
      ] as const) {
        const other = await openIn(browser, context, store.url, language)
        await other.page.goto(`/app/orders/${order.orderId}`)
        await untilSeen(other.page, fits)
        await screenshot(other.page, look, `held-fits-${language}`)
        await other.context.close()
      }
      await resolveBy(page, order.checkoutId, "Accept onto the order", "The order was credited")
      await untilSeen(page, "It stands in the timeline with your name")
      const { payment_status, summary } = await orderOf(store, order.orderId)
      expect([payment_status, summary.paid_total]).toEqual(["captured", 4500])
    })

    it("types the sum that arrived where Almara's report names none, in three languages", async () => {
      const { browser, gateway, store } = stage()
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "paid", overrides: { checkoutRequestLines: null } })
      await eventually(
        () => row(order),
        ({ state }) => state === "held",
      )
      for (const [language, accept, label, needed] of [
        ["fr", "Affecter à la commande", "Somme arrivée, en KES", "Saisissez la somme arrivée."],
        ["sw", "Weka kwenye oda", "Kiasi kilichofika, kwa KES", "Andika kiasi kilichofika."],
        ["en", "Accept onto the order", "Sum that arrived, in KES", "Type the sum that arrived."],
      ] as const) {
        const other = await openIn(browser, context, store.url, language)
        await other.page.goto(`/app/almara/${order.checkoutId}`)
        await other.page.getByRole("button", { name: accept }).click()
        const drawer = other.page.getByRole("dialog")
        await drawer.getByRole("button", { name: accept }).click()
        await drawer.getByRole("alert").getByText(needed).waitFor()
        await screenshot(other.page, look, `typed-sum-${language}`)
        expect(await seriousViolations(other.page, '[role="dialog"]')).toEqual([])
        await drawer.getByLabel(label).fill("6500")
        if (language === "en") {
          await drawer.getByRole("button", { name: accept }).click()
          await other.page.getByRole("alertdialog").getByRole("button", { name: accept }).click()
          await untilSeen(other.page, /Sum that arrived, typed by hand: KES\s6,500\.00/)
        }
        await other.context.close()
      }
      expect((await orderOf(store, order.orderId)).summary.paid_total).toBe(6500)
    })

    it("marks money as refunded, with a note that is needed", async () => {
      const { orders } = stage()
      await page.goto(`/app/almara/${orders.late.checkoutId}`)
      await page.getByRole("button", { name: "Mark as refunded" }).click()
      await page.getByRole("dialog").getByRole("button", { name: "Mark as refunded" }).click()
      await untilSeen(page, "Say why, in a few words.")
      await screenshot(page, look, "refund-drawer")
      expect((await row(orders.late)).state).toBe("held")
      await resolveBy(page, orders.late.checkoutId, "Mark as refunded", "Sent back on Tuesday")
      await untilSeen(page, "It stands in the timeline with your name")
      expect((await row(orders.late)).state).toBe("resolved")
      expect(await eventsOf(orders.late.checkoutId, "resolved")).toEqual([
        {
          actor: expect.stringMatching(/^user_/),
          detail: expect.objectContaining({ action: "refunded", note: "Sent back on Tuesday" }),
        },
      ])
      await untilSeen(page, "“Sent back on Tuesday”")
      await untilSeen(page, "Refunded outside Almara")
      await untilSeen(page, "admin@example.com")
      await screenshot(page, look, "resolved")
    })

    it("decides nothing about another case than the page shows, and reads that in the drawer", async () => {
      const { store, orders } = stage()
      const { checkoutId } = orders.dismissable
      const { hold_reason } = await row(orders.dismissable)
      const holdFor = (reason: string) =>
        store.database.query("update almara_checkout set hold_reason = $2 where id = $1", [checkoutId, reason])
      await page.goto(`/app/almara/${checkoutId}`)
      await page.getByRole("button", { name: "Dismiss" }).click()
      await page.getByLabel("Note").fill("A test of ours")
      await holdFor("currency")
      const drawer = page.getByRole("dialog")
      await drawer.getByRole("button", { name: "Dismiss" }).click()
      await page.getByRole("alertdialog").getByRole("button", { name: "Dismiss" }).click()
      await drawer.getByRole("alert").getByText("This payment is about something else by now").waitFor()
      expect((await row(orders.dismissable)).state).toBe("held")
      await holdFor(hold_reason)
    })

    it("dismisses money", async () => {
      const { store, orders } = stage()
      await resolveBy(page, orders.dismissable.checkoutId, "Dismiss", "A test of ours")
      await untilSeen(page, "It stands in the timeline with your name")
      expect((await row(orders.dismissable)).state).toBe("resolved")
      expect((await orderOf(store, orders.dismissable.orderId)).transactions).toHaveLength(0)
    })
  })

  describe("what a merchant does on a phone, in the dark", () => {
    const look: Look = { theme: "dark", width: 390 }
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      ;({ context, page } = await signedIn(stage().browser, stage().store.url, look))
    })
    afterAll(() => context?.close())

    it("marks money as refunded, and dismisses money", async () => {
      for (const [name, action] of [
        ["currency", "Mark as refunded"],
        ["reference", "Dismiss"],
      ] as const) {
        const id = writtenId(name)
        await page.goto(`/app/almara/${id}`)
        await page.getByRole("button", { name: action }).click()
        await page.getByLabel("Note").fill("done on the phone")
        await screenshot(page, look, `resolve-${name}`)
        expect([name, await seriousViolations(page, '[role="dialog"]')]).toEqual([name, []])
        await page.getByRole("dialog").getByRole("button", { name: action }).click()
        await page.getByRole("alertdialog").getByRole("button", { name: action }).waitFor()
        await screenshot(page, look, `sure-${name}`)
        expect([name, await seriousViolations(page, '[role="alertdialog"]')]).toEqual([name, []])
        await page.getByRole("alertdialog").getByRole("button", { name: action }).click()
        await untilSeen(page, "It stands in the timeline with your name")
        expect(await checkoutById(stage(), id)).toMatchObject({ state: "resolved" })
      }
    })

    it("replays a callback", async () => {
      const { store, orders } = stage()
      const id = (
        await store.database.query("select id from almara_callback where checkout_id = $1 limit 1", [
          orders.paid.checkoutId,
        ])
      ).rows[0].id
      await page.goto(`/app/almara/inbox?q=${orders.paid.merchantRequestId}`)
      await page.locator("tbody tr").first().click()
      await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click()
      await untilSeen(page, "1 callback was put back into the queue.")
      await eventually(
        async () =>
          (
            await store.database.query(
              "select detail from almara_checkout_event where checkout_id = $1 and kind = 'replayed'",
              [orders.paid.checkoutId],
            )
          ).rows,
        (events) => events.length === 1 && events[0].detail.callback_id === id,
      )
      await screenshot(page, look, "replayed")
    })
  })
}
