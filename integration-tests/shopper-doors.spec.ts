import { startGateway, type Gateway } from "./setup/gateway"
import { checkoutOf, eventually, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** Longer than any wait of the return door. */
const STUCK_IN_MILLISECONDS = 60_000

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url })
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

afterEach(() => gateway.behave({ callbacks: "send", checkStatus: { mode: "ok" } }))

const addresses = async (order: WaitingOrder): Promise<{ return: string; cancel: string }> => {
  const { request } = await gateway.checkout(order.conversationId)
  return { return: request.checkoutReturnUrl, cancel: request.checkoutCancelUrl }
}
const come = (address: string, method = "POST") =>
  fetch(address, { method, redirect: "manual", ...(method === "POST" && { body: new URLSearchParams({ returnUrl: "https://evil.example", Status: "4" }) }) })
const resultPageOf = (order: WaitingOrder) => `http://127.0.0.1:8000/checkout/almara?payment_session_id=${order.paymentSessionId}`
const retry = (order: WaitingOrder) => store.shop(`/store/almara/checkouts/${order.paymentSessionId}/retry`, { method: "POST", body: {} })
const attempts = async (order: WaitingOrder): Promise<string[]> =>
  (await store.database.query("select state from almara_checkout where payment_session_id = $1 order by attempt", [order.paymentSessionId])).rows.map(({ state }) => state)

describe("coming back from Almara's page", () => {
  it.each([
    ["return", "POST"],
    ["return", "GET"],
    ["cancel", "POST"],
    ["cancel", "GET"],
  ] as const)("%s by %s: 303 to the storefront's own page, kept by nobody, without a referrer", async (door, method) => {
    const order = await placeWaitingOrder(store)
    const address = (await addresses(order))[door]
    const answer = await come(`${address}&returnUrl=https://evil.example&redirect=//evil.example`, method)
    expect([answer.status, answer.headers.get("location")]).toEqual([303, resultPageOf(order)])
    expect([answer.headers.get("cache-control"), answer.headers.get("referrer-policy")]).toEqual(["no-store", "no-referrer"])
  })

  it.each(["return", "cancel"] as const)("a %s with the other door's signature, or none, leads to the storefront and changes nothing", async (door) => {
    const order = await placeWaitingOrder(store)
    const { [door === "return" ? "cancel" : "return"]: other, [door]: own } = await addresses(order)
    const forged = new URL(own)
    forged.searchParams.set("signature", new URL(other).searchParams.get("signature") ?? "")
    const unsigned = new URL(own)
    unsigned.searchParams.delete("signature")
    for (const address of [forged, unsigned]) {
      const answer = await come(address.toString())
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "http://127.0.0.1:8000/checkout/almara"])
    }
    expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({ state: "open", canceled_by_shopper_at: null, questions: 0 })
  })

  it("a return before its callback settles the payment, and the callback after it changes nothing", async () => {
    await gateway.behave({ callbacks: "never" })
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "paid", callback: { send: false } })
    await come((await addresses(order)).return)
    await eventually(() => checkoutOf(store, order.paymentSessionId), ({ status }) => status === "paid")
    await gateway.callback(order.conversationId)
    await eventually(
      async () => (await store.database.query("select state from almara_callback where checkout_id = $1", [order.checkoutId])).rows,
      (rows) => rows.length === 1 && rows[0].state === "done"
    )
    expect((await orderOf(store, order.orderId)).transactions).toHaveLength(1)
  })

  it("a return after the callback shows what is settled, and asks nobody again", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "paid" })
    await eventually(() => ledgerRow(store, order.paymentSessionId), ({ state, claimed_by }) => state === "paid" && claimed_by === null)
    const { questions } = await ledgerRow(store, order.paymentSessionId)
    expect((await come((await addresses(order)).return)).status).toBe(303)
    expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({ state: "paid", questions })
  })

  it("nobody is told failed while Almara cannot be asked", async () => {
    await gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "declined", code: 1, callback: { send: false } })
    expect((await come((await addresses(order)).return)).status).toBe(303)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "open", can_retry: false })
  })

  it("an Almara that does not answer keeps the shopper no longer than the wait that was set", async () => {
    await gateway.behave({ callbacks: "never", checkStatus: { mode: "ok", delayMs: STUCK_IN_MILLISECONDS } })
    const order = await placeWaitingOrder(store)
    const answer = await fetch((await addresses(order)).return, { method: "POST", redirect: "manual", signal: AbortSignal.timeout(STUCK_IN_MILLISECONDS / 2) })
    expect([answer.status, answer.headers.get("location")]).toEqual([303, resultPageOf(order)])
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "open" })
  })
})

describe("trying again", () => {
  const declined = async (): Promise<WaitingOrder> => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "declined", code: 1 })
    await eventually(() => checkoutOf(store, order.paymentSessionId), ({ can_retry }) => can_retry)
    return order
  }

  it("five tabs at once make one attempt, and all get its page", async () => {
    const order = await declined()
    const answers = await Promise.all(Array.from({ length: 5 }, () => retry(order)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.checkout?.checkout_url}`)).size).toBe(1)
    expect(answers[0]?.body.checkout).toMatchObject({ status: "open", attempt: 2 })
    expect(await attempts(order)).toEqual(["failed", "open"])
  })

  it("is refused after the due date, in words", async () => {
    const order = await declined()
    await store.database.query("update almara_checkout set due_at = now() - interval '1 second' where id = $1", [order.checkoutId])
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ can_retry: false })
    expect(await retry(order)).toMatchObject({ status: 400, body: { type: "not_allowed", message: expect.stringContaining("cannot be tried again") } })
    expect(await attempts(order)).toHaveLength(1)
  })

  it("shows the attempt that is open, and is refused when it is paid", async () => {
    const order = await placeWaitingOrder(store)
    expect((await retry(order)).body.checkout).toMatchObject({ attempt: 1, status: "open" })
    await gateway.decide(order.conversationId, { outcome: "paid" })
    await eventually(() => checkoutOf(store, order.paymentSessionId), ({ status }) => status === "paid")
    expect((await retry(order)).status).toBe(400)
    expect(await attempts(order)).toEqual(["paid"])
  })

  it("a session that nobody knows is not found", async () => {
    const { status } = await store.shop("/store/almara/checkouts/payses_nobody/retry", { method: "POST", body: {} })
    expect(status).toBe(404)
  })
})
