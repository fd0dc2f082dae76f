import { eventually } from "../setup/shopper"
import { signedIn, type Look } from "./browser"
import { writtenId } from "./seed"
import { checkoutById, listWith, tabTo, untilSeen, type Fixture } from "./fixture"

const look: Look = { theme: "light", width: 1280 }

/** Specs without a mouse. */
export function describeKeyboard(stage: () => Fixture): void {
  describe("who has only a keyboard", () => {
    it("comes from the list to a checkout, and deals with its money", async () => {
      const { context, page } = await signedIn(stage().browser, stage().store.url, look)
      await page.goto(listWith({ q: "ORD-W-TWICE" }))
      await page.getByRole("link", { name: "ORD-W-TWICE" }).waitFor()
      await tabTo(page, "ORD-W-TWICE")
      await page.keyboard.press("Enter")
      await untilSeen(page, "The customer paid for an order that owed nothing")
      expect(await page.evaluate(() => history.length)).toBeGreaterThan(1)
      await tabTo(page, "Mark as refunded")
      await page.keyboard.press("Enter")
      await page.getByRole("dialog").waitFor()
      await page.getByLabel("Note").waitFor()
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      await page.getByLabel("Note").focus()
      await page.keyboard.type("sent back by bank")
      await tabTo(page, "Mark as refunded")
      await page.keyboard.press("Enter")
      await page.getByRole("alertdialog").waitFor()
      await tabTo(page, "Mark as refunded")
      await page.keyboard.press("Enter")
      await untilSeen(page, "It stands in the timeline with your name")
      expect(await checkoutById(stage(), writtenId("twice"))).toMatchObject({ state: "resolved" })
      await context.close()
    })

    it("opens a callback, and leaves it", async () => {
      const { context, page } = await signedIn(stage().browser, stage().store.url, look)
      await page.goto(`/app/almara/inbox?q=${stage().orders.paid.merchantRequestId}`)
      await page.locator("tbody tr").first().waitFor()
      await tabTo(page, /^\w+ \d+, 20\d\d, \d+:\d\d:\d\d/)
      await page.keyboard.press("Enter")
      await page.getByRole("dialog").getByText(stage().orders.paid.merchantRequestId).first().waitFor()
      // A key that is pressed in the very moment in which the drawer opens is not heard by it.
      await eventually(
        async () => {
          await page.keyboard.press("Escape")
          return page.getByRole("dialog").count()
        },
        (count) => count === 0,
      )
      // The focus is where it was, and the next callback is the next one.
      expect(await page.evaluate(() => document.activeElement?.closest("tbody") !== null)).toBe(true)
      await context.close()
    })
  })
}
