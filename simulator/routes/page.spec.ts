import { startSimulator, type RunningSimulator } from "../server"
import { eventually, json, Merchant, startStore } from "../spec-support"

let simulator: RunningSimulator
let merchant: Merchant
let store: Awaited<ReturnType<typeof startStore>>
let now = Date.parse("2026-01-26T10:00:00Z")

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 }, { now: () => now })
  store = await startStore()
  merchant = await new Merchant(simulator.url).logIn()
})
afterAll(async () => {
  await simulator.close()
  await store.close()
})

const press = (pageUrl: string, button: string, form: Record<string, string> = {}) =>
  fetch(`${pageUrl}/${button}`, { method: "POST", body: new URLSearchParams(form) })
const read = async (id: string) => json(await merchant.get(`/simulator/checkouts/${id}`))

/** The form of a page as a browser would send it. */
function formOf(page: string) {
  const decode = (text = "") =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&")
  const inputs = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  return {
    action: decode(/<form id="store" method="post" action="([^"]*)"/.exec(page)?.[1]),
    fields: Object.fromEntries(inputs.map(([, name, value]) => [decode(name), decode(value)])),
  }
}

it("shows what is paid for, and that nothing of it is real", async () => {
  const { pageUrl } = await merchant.openCheckout(store.url)
  const page = (await (await fetch(pageUrl)).text()).replaceAll("\u00a0", " ")
  expect(page).toContain("no real card, no real money")
  expect(page).toContain("ORD-20260126-7848")
  expect(page).toContain("Black Shirt XL")
  expect(page).toContain("KES 2,500.10")
  expect(page).toContain("Pay KES 4,700.30")
  expect(page).toContain("18: Declined")
  expect(page).not.toMatch(/<input/)
})

it("escapes what a merchant sends", async () => {
  const { pageUrl } = await merchant.openCheckout(store.url, {
    checkoutReference: `"><script>alert(1)</script>`,
    checkoutNotes: "<img src=x>",
  })
  const page = await (await fetch(pageUrl)).text()
  expect(page).not.toMatch(/<script|<img/)
  const returned = await (await press(pageUrl, "pay")).text()
  expect(returned).not.toContain("<script>alert")
  expect(formOf(returned).fields.checkoutReference).toBe(`"><script>alert(1)</script>`)
})

it("pays once, sends one callback, and returns the browser with the same data", async () => {
  const { id, body, pageUrl } = await merchant.openCheckout(store.url)
  const pages = await Promise.all([1, 2, 3].map(async () => (await press(pageUrl, "pay")).text()))
  await eventually(async () => (await read(id)).deliveries.length > 0)
  const received = store.received.filter(({ body }) => body.includes(id))
  expect(received).toHaveLength(1)

  const callback = JSON.parse(received[0]?.body ?? "")
  expect(received[0]).toMatchObject({ path: "/checkout/cart?hash=callback", contentType: "application/json" })
  expect(callback).toEqual({ ...body, checkoutOutcome: expect.objectContaining({ Status: 4, ResultCode: "000" }) })
  expect((await json(await merchant.checkStatus(id))).checkoutOutcome).toEqual(callback.checkoutOutcome)
  for (const page of pages) {
    expect(formOf(page)).toMatchObject({
      action: body.checkoutReturnUrl,
      fields: {
        originatorConversationId: id,
        checkoutCurrencyCode: "404",
        "checkoutRequestLines[0][sku]": "SHRT-BLK-XL-9981",
        "checkoutOutcome[Status]": "4",
        "checkoutOutcome[ThirdPartyPayload][Reference]": callback.checkoutOutcome.ThirdPartyPayload.Reference,
      },
    })
  }
  const decided = await (await fetch(pageUrl)).text()
  expect(decided).toContain("This checkout is paid")
  expect(decided).toContain("Back to the store")
  expect(decided).not.toContain("Decline")
})

it("declines with the chosen code", async () => {
  const { id, pageUrl } = await merchant.openCheckout(store.url)
  expect((await press(pageUrl, "decline", { code: "0" })).status).toBe(400)
  expect((await press(pageUrl, "decline", { code: "x" })).status).toBe(400)
  const page = await (await press(pageUrl, "decline", { code: "1" })).text()
  expect(formOf(page).fields).toMatchObject({ "checkoutOutcome[Status]": "3", "checkoutOutcome[ResultCode]": "1" })
  expect(await read(id)).toMatchObject({ outcome: "declined", checkoutOutcome: { ResultDesc: "Insufficient funds" } })
})

it("takes the browser to the cancel address and stays open", async () => {
  const { id, body, pageUrl } = await merchant.openCheckout(store.url)
  const form = formOf(await (await press(pageUrl, "cancel")).text())
  expect(form.action).toBe(body.checkoutCancelUrl)
  expect(form.fields).toMatchObject({ originatorConversationId: id })
  expect(Object.keys(form.fields).join()).not.toContain("checkoutOutcome")
  expect(await read(id)).toMatchObject({ outcome: "pending", canceledAt: expect.any(String), deliveries: [] })
})

it("can be decided later", async () => {
  const { id, pageUrl } = await merchant.openCheckout(store.url)
  expect(await (await press(pageUrl, "later")).text()).toContain("You can close this page. The checkout stays open.")
  expect(await read(id)).toMatchObject({ outcome: "pending" })
})

it("does not take money after the due date", async () => {
  const { id, pageUrl } = await merchant.openCheckout(store.url, { checkoutDueDate: "2026-01-26T10:00:01Z" })
  now += 1000
  const page = await fetch(pageUrl)
  expect(page.status).toBe(410)
  expect(await page.text()).toContain("This checkout has expired")
  expect((await press(pageUrl, "pay")).status).toBe(410)
  expect(await read(id)).toMatchObject({ outcome: "pending", expired: true })
})

it("says in words that a checkout is unknown", async () => {
  for (const response of [await fetch(`${simulator.url}/pay/x`), await press(`${simulator.url}/pay/x`, "pay")]) {
    expect(response.status).toBe(404)
    expect(await response.text()).toContain("There is no such checkout")
  }
})

it("lists the checkouts, or says that there are none", async () => {
  await merchant.openCheckout(store.url)
  expect(await (await fetch(simulator.url)).text()).toContain("ORD-20260126-7848")
  await merchant.postJson("/simulator/reset", {})
  expect(await (await fetch(simulator.url)).text()).toContain("There are none yet.")
  await merchant.logIn()
})
