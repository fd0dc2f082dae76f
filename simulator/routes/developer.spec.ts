import { behaviours } from "../presets"
import { startSimulator, type RunningSimulator } from "../server"
import { eventually, json, Merchant, startStore } from "../spec-support"

let simulator: RunningSimulator
let merchant: Merchant
let store: Awaited<ReturnType<typeof startStore>>

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, callbackPausesMs: [] })
  store = await startStore()
  merchant = await new Merchant(simulator.url).logIn()
})
afterEach(async () => {
  await simulator.close()
  await store.close()
})

const bodies = () => store.received.map(({ body }) => JSON.parse(body))
const checkoutIdOf = ({ pageUrl }: { pageUrl: string }) => pageUrl.split("/").at(-1) ?? ""
const page = async () => (await (await fetch(simulator.url)).text()).replaceAll("\u00a0", " ")
const submit = (path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  fetch(simulator.url + path, { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" })
const order = (checkout: { pageUrl: string }, what: string, more: Record<string, string> = {}) =>
  submit("/checkouts/order", { checkout: checkoutIdOf(checkout), order: what, ...more })
const read = async (id: string) => json(await merchant.get(`/simulator/checkouts/${id}`))

/** The page does not wait for long: on a busy machine the store's answer comes after it. */
const delivered = (id: string, count: number) => eventually(async () => (await read(id)).deliveries.length === count)

it("decides each outcome, and reports it by callback and by check-status", async () => {
  const checkout = await merchant.openCheckout(store.url)
  let decisions = 0
  const decide = async (outcome: string, value = "") => {
    const answer = await order(checkout, outcome, { value })
    const id = checkoutIdOf(checkout)
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/?checkout=${id}#${id}`])
    await delivered(checkout.id, (decisions += 1))
    const told = bodies().at(-1)
    expect(await json(await merchant.checkStatus(checkout.id))).toMatchObject({ checkoutOutcome: told.checkoutOutcome })
    return told
  }
  expect(await decide("declined", "1")).toMatchObject({ checkoutOutcome: { Status: 3, ResultCode: "1" } })
  expect(await decide("declined")).toMatchObject({ checkoutOutcome: { Status: 3, ResultCode: "18" } })
  expect(await decide("pending", "16")).toMatchObject({ checkoutOutcome: { Status: 1, ResultCode: "16" } })
  expect(await decide("unknown", "7")).toMatchObject({ checkoutOutcome: { Status: 7 } })
  const paid = { checkoutOutcome: { Status: 4 } }
  expect(await decide("amount", "10.5")).toMatchObject({ checkoutRequestLines: [{ price: 10.5 }], ...paid })
  expect(await decide("amount")).toMatchObject({ checkoutRequestLines: [{ price: 4701.3 }], ...paid })
  expect(await decide("currency", "USD")).toMatchObject({ checkoutCurrencyName: "USD", checkoutCurrencyCode: 840 })
  expect(await decide("reference", "X")).toMatchObject({ checkoutReference: "X", ...paid })
  expect(await decide("paid")).toMatchObject({
    checkoutReference: "ORD-20260126-7848",
    checkoutOutcome: { ResultCode: "000" },
  })
})

it("takes a checkout as left or over, tells the store only when told to, and takes that back", async () => {
  const checkout = await merchant.openCheckout(store.url)
  for (const outcome of ["canceled", "expired"]) {
    await order(checkout, outcome)
    expect(await page()).toContain(`data-state="${outcome}"`)
  }
  expect((await fetch(checkout.pageUrl)).status).toBe(410)
  expect(store.received).toEqual([])
  await order(checkout, "pending", { when: "never" })
  expect((await fetch(checkout.pageUrl)).status).toBe(200)
  expect(store.received).toEqual([])
  await order(checkout, "canceled", { when: "now" })
  await delivered(checkout.id, 1)
})

it.each([
  ["twice", 2, 0],
  ["never", 0, 0],
  ["late", 0, 1],
])("tells the store %s", async (when, sent, underWay) => {
  const checkout = await merchant.openCheckout(store.url)
  await order(checkout, "paid", { when, seconds: "60" })
  await delivered(checkout.id, sent)
  await eventually(async () => (await read(checkout.id)).underWay === underWay)
  expect(store.received).toHaveLength(sent)
  expect(await read(checkout.id)).toMatchObject({ outcome: "paid", underWay })
  expect((await page()).includes("On their way: 1.")).toBe(underWay === 1)
})

it("sends callbacks again, twice and wrong, and writes down which they were", async () => {
  const other = await merchant.openCheckout(store.url, { checkoutCallbackUrl: `${store.url}/other?signature=abc` })
  const checkout = await merchant.openCheckout(store.url, {
    checkoutCallbackUrl: `${store.url}/mine?checkout=1&signature=azAZ-09`,
  })
  const kinds = ["signature", "unsigned", "other_checkout", "body", "not_json"]
  for (const [index, kind] of kinds.entries()) {
    await order(checkout, kind)
    await delivered(checkout.id, index + 1)
  }
  expect(store.received.map(({ path }) => path)).toEqual([
    "/mine?checkout=1&signature=baBA-10",
    "/mine",
    "/other?signature=abc",
    "/mine?checkout=1&signature=azAZ-09",
    "/mine?checkout=1&signature=azAZ-09",
  ])
  expect(JSON.parse(store.received[3]?.body ?? "")).toMatchObject({
    checkoutRequestLines: [{ price: 2501.1 }, {}],
    checkoutOutcome: { Status: 4 },
  })
  expect(() => JSON.parse(store.received[4]?.body ?? "")).toThrow(SyntaxError)
  expect((await read(checkout.id)).deliveries.map(({ wrong }: { wrong?: string }) => wrong)).toEqual(kinds)
  expect(await page()).toContain("callback, wrong: signature")
  await order(checkout, "again", { when: "twice" })
  await delivered(checkout.id, kinds.length + 2)
  expect((await read(checkout.id)).outcome).toBe("pending")
  expect((await read(other.id)).deliveries).toEqual([])
})

it("says in words that another checkout is needed", async () => {
  const checkout = await merchant.openCheckout(store.url)
  const answer = await order(checkout, "other_checkout")
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain("There is no other checkout")
})

it("sends the shopper back without a browser", async () => {
  const checkout = await merchant.openCheckout(store.url)
  await order(checkout, "cancel")
  await delivered(checkout.id, 1)
  expect(store.received[0]).toMatchObject({
    path: "/checkout/cancel?hash=cancel",
    contentType: "application/x-www-form-urlencoded",
  })
  expect(Object.fromEntries(new URLSearchParams(store.received[0]?.body))).toMatchObject({
    originatorConversationId: checkout.id,
  })
  expect((await read(checkout.id)).deliveries).toMatchObject([{ kind: "cancel", status: 200 }])
})

it("switches faults one by one, says so, and lets all work again", async () => {
  await merchant.postJson("/simulator/behaviour", { token: { mode: "answer_late", delayMs: 700 } })
  for (const { change } of behaviours) {
    expect((await submit("/behaviour", { change: JSON.stringify(change) })).status).toBe(303)
    expect(await json(await merchant.get("/simulator/behaviour"))).toMatchObject(change)
  }
  expect(await page()).toContain("callbacks (never sent).")
  await submit("/behaviour/ok")
  expect(await page()).toContain("All works.")
  await submit("/tokens/revoke")
  expect((await merchant.checkStatus("x")).status).toBe(401)
  await submit("/reset")
  expect(await page()).toContain("There are none yet.")
})

it("answers forms that make no sense, and checkouts that are unknown, in words", async () => {
  const checkout = await merchant.openCheckout(store.url)
  const wrong = await order(checkout, "amount", { value: "much" })
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("amount")])
  expect((await order(checkout, "nothing")).status).toBe(400)
  expect((await order(checkout, "paid", { when: "at noon" })).status).toBe(400)
  expect((await submit("/behaviour", {})).status).toBe(400)
  expect((await order({ pageUrl: "/nobody" }, "paid")).status).toBe(404)
  for (const path of ["/checkouts/order", "/behaviour", `/pay/${checkoutIdOf(checkout)}/decline`]) {
    const headers = { "content-type": "multipart/form-data" }
    const broken = await fetch(simulator.url + path, { method: "POST", body: "no form", headers, redirect: "manual" })
    expect([path, broken.status]).toEqual([path, path === "/checkouts/order" ? 404 : 400])
  }
  expect((await read(checkout.id)).outcome).toBe("pending")
})

it("escapes what a merchant and a store say", async () => {
  const checkout = await merchant.openCheckout(store.url, { checkoutReference: `"><script>alert(1)</script>` })
  await merchant.postJson(`/simulator/checkouts/${checkout.id}/callback`, { url: `${store.url}/?<img src=x>` })
  expect(await page()).not.toContain("<script>alert")
})

it.each(["/behaviour/ok", "/reset", "/tokens/revoke", "/simulator/reset", "/checkouts/order"])(
  "lets no other site's page use %s",
  async (path) => {
    expect((await submit(path, {}, { "sec-fetch-site": "cross-site" })).status).toBe(403)
  },
)

describe("started to decide by itself", () => {
  it("gives each new checkout its outcome", async () => {
    const other = await startSimulator({ port: 0, decide: "declined", decideCode: "1" })
    const client = await new Merchant(other.url).logIn()
    const checkout = await client.openCheckout(store.url)
    const outcome = async () =>
      (await json(await client.get(`/simulator/checkouts/${checkout.id}`))).checkoutOutcome.ResultCode
    await eventually(async () => (await outcome()) === "1")
    await other.close()
  })

  it("forgets everything but how it was started", async () => {
    const other = await startSimulator({ port: 0, behaviour: { callbacks: "never" } })
    const client = await new Merchant(other.url).logIn()
    await client.postJson("/simulator/behaviour", { callbacks: "send" })
    await client.postJson("/simulator/reset", {})
    expect((await json(await client.get("/simulator/behaviour"))).callbacks).toBe("never")
    await other.close()
  })
})
