import { startGateway, type Gateway } from "../setup/gateway"
import { linkFor } from "../setup/payment-link"
import { inviteColleague, startStoreWithRoles, type Colleague } from "../setup/roles"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "../setup/shopper"
import type { RunningStore } from "../setup/store"
import type { Browser, Page } from "playwright-core"
import { screenshot, seriousViolations, signedIn, startBrowser, type Look } from "./browser"

// The admin may have to be built first, on a machine that is busy with other things.
jest.setTimeout(900_000)

let gateway: Gateway
let store: RunningStore
let browser: Browser

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStoreWithRoles({ almaraUrl: gateway.url })
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await store?.stop()
  await gateway?.stop()
})

const light: Look = { theme: "light", width: 1280 }

async function withPage(look: Look, who: Colleague | undefined, work: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await signedIn(browser, store.url, look, who)
  try {
    await work(page)
  } finally {
    await context.close()
  }
}

describe("a store with roles", () => {
  it("shows what is there while nothing is there yet", () =>
    withPage(light, undefined, async (page) => {
      await page.goto("/app/almara")
      await page.getByText("No checkouts yet").waitFor()
      await page.getByText("Nothing came to an end in this time.").waitFor()
      await screenshot(page, light, "empty")
      await page.goto("/app/almara/inbox")
      await page.getByText("No callbacks yet").waitFor()
      await page.goto("/app/settings/almara")
      await page.getByText("No payments in this time.").waitFor()
      expect(await seriousViolations(page, "[data-almara]")).toEqual([])
    }))

  describe("with money that needs attention", () => {
    let order: WaitingOrder

    beforeAll(async () => {
      order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6000 })
      await eventually(
        () => ledgerRow(store, order.paymentSessionId),
        (row) => row.state === "held",
      )
    })

    it.each<Look>([light, { theme: "dark", width: 390 }])(
      "says so to who may not see payments, $theme, $width pixels wide",
      async (look) => {
        const stranger = await inviteColleague(store, `stranger-${look.width}`, [
          "order:read",
          "customer:read",
          "product:read",
          "store:read",
          "region:read",
          "user:read",
        ])
        await withPage(look, stranger, async (page) => {
          for (const [name, [address, heading]] of Object.entries({
            checkouts: ["/app/almara", "Checkouts"],
            checkout: [`/app/almara/${order.checkoutId}`, "Almara"],
            inbox: ["/app/almara/inbox", "Callbacks"],
            settings: ["/app/settings/almara", "Almara"],
            order: [`/app/orders/${order.orderId}`, "Almara"],
          } as const)) {
            await page.goto(address)
            await page.locator("[data-almara]").getByRole("heading", { name: heading, exact: true }).waitFor()
            await page.getByText("You have no permission to see payments.").first().waitFor()
            await page.waitForLoadState("networkidle")
            for (const vain of ["Try again", "Check again", "Export"])
              expect([
                name,
                vain,
                await page.locator("[data-almara]").getByRole("button", { name: vain }).count(),
              ]).toEqual([name, vain, 0])
            expect([name, await seriousViolations(page, "[data-almara]")]).toEqual([name, []])
            await screenshot(page, look, `forbidden-${name}`)
          }
        })
      },
    )

    it("offers no file of a list that has not come", async () => {
      const stranger = await inviteColleague(store, "stranger-early", ["order:read", "store:read", "user:read"])
      await withPage(light, stranger, async (page) => {
        await page.route("**/admin/almara/checkouts?*", () => undefined)
        await page.goto("/app/almara")
        await page.getByText("You have no permission to see payments.").waitFor()
        expect(await page.getByRole("button", { name: "Export" }).count()).toBe(0)
      })
    })

    it("offers nothing to do to who may only see payments", async () => {
      const reader = await inviteColleague(store, "reader", ["payment:read", "order:read"])
      await withPage(light, reader, async (page) => {
        await page.goto("/app/almara")
        const download = page.waitForEvent("download")
        await page.getByRole("button", { name: "Export" }).click()
        await download
        await page.goto(`/app/almara/${order.checkoutId}`)
        await page.getByText("Needs attention").first().waitFor()
        for (const action of ["Check with Almara", "Accept onto the order", "Mark as refunded", "Dismiss"])
          expect(await page.getByRole("button", { name: action }).count()).toBe(0)
        await screenshot(page, light, "reader-checkout")
        await page.goto(`/app/orders/${order.orderId}`)
        await page.getByText("Nothing cancels this order by itself.").waitFor()
        expect(await page.locator("[data-almara]").getByRole("button", { name: "Paid in another way" }).count()).toBe(0)
        const waiting = await placeWaitingOrder(store)
        await linkFor(store, waiting.orderId)
        await page.goto(`/app/orders/${waiting.orderId}`)
        await page.getByText("Good until", { exact: true }).waitFor()
        for (const action of ["Copy payment link", "Withdraw", "Change the deadline"])
          expect(await page.getByRole("button", { name: action }).count()).toBe(0)
        await page.goto("/app/almara/inbox")
        await page.locator("tbody tr").first().click()
        await page.getByRole("dialog").getByText("Our request id").waitFor()
        expect(await page.getByRole("button", { name: "Replay" }).count()).toBe(0)
        expect(await page.getByRole("checkbox").count()).toBe(0)
        await page.goto("/app/settings/almara")
        await page.getByText("Callback address").waitFor()
        expect(await page.getByRole("button", { name: "Send a test callback to myself" }).count()).toBe(0)
      })
    })

    it("says so when a permission was taken away while the page was open", async () => {
      const clerk = await inviteColleague(store, "clerk", ["payment:read", "payment:update"])
      await withPage(light, clerk, async (page) => {
        await page.goto(`/app/almara/${order.checkoutId}`)
        await page.getByRole("button", { name: "Check with Almara" }).waitFor()
        await page.route("**/settle", (route) =>
          route.fulfill({
            status: 403,
            json: { type: "forbidden", message: "Insufficient permissions. Required policies: payment:update" },
          }),
        )
        await page.getByRole("button", { name: "Check with Almara" }).click()
        await page.getByText("You have no permission to do this.").first().waitFor()
        await page.unroute("**/settle")
        await page.getByRole("button", { name: "Dismiss" }).click()
        await page.route("**/resolve", (route) =>
          route.fulfill({
            status: 403,
            json: { type: "forbidden", message: "Insufficient permissions. Required policies: payment:update" },
          }),
        )
        await page.getByLabel("Note").fill("the clerk may not")
        await page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click()
        await page.getByRole("alertdialog").getByRole("button", { name: "Dismiss" }).click()
        await page
          .getByRole("dialog")
          .getByRole("alert")
          .filter({ hasText: "You have no permission to do this." })
          .waitFor()
        await page.unroute("**/resolve")
        await page.getByLabel("Note").fill("the clerk may")
        await page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click()
        await page.getByRole("alertdialog").getByRole("button", { name: "Dismiss" }).click()
        await page.getByText("It stands in the timeline with your name").first().waitFor()
      })
      expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("resolved")
    })
  })
})
