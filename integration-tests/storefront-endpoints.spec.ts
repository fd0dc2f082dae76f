import { shopperSentence } from "../src/core/views/shopper-texts"
import { passTime } from "./setup/clock"
import { editUp } from "./setup/merchant"
import {
  checkoutOf,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  orderOf,
  placeWaitingOrder,
  type WaitingOrder,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore()

afterEach(() => gateway.behave({ callbacks: "send", checkStatus: { mode: "ok" }, newOrder: { mode: "ok" } }))

const addresses = async (order: WaitingOrder): Promise<{ return: string; cancel: string }> => {
  const { request } = await gateway.checkout(order.merchantRequestId)
  return { return: request.checkoutReturnUrl, cancel: request.checkoutCancelUrl }
}
const come = (address: string, method = "POST") =>
  fetch(address, {
    method,
    redirect: "manual",
    ...(method === "POST" && { body: new URLSearchParams({ returnUrl: "https://evil.example", Status: "4" }) }),
  })
const resultPageOf = (order: WaitingOrder) =>
  `http://127.0.0.1:8000/checkout/almara?payment_session_id=${order.paymentSessionId}`
const retry = (order: WaitingOrder) =>
  store.shop(`/store/almara/checkouts/${order.paymentSessionId}/retry`, { method: "POST", body: {} })
const attempts = async (order: WaitingOrder): Promise<string[]> =>
  (
    await store.database.query("select state from almara_checkout where payment_session_id = $1 order by attempt", [
      order.paymentSessionId,
    ])
  ).rows.map(({ state }) => state)

describe("coming back from Almara's page", () => {
  it.each([
    ["return", "POST"],
    ["return", "GET"],
    ["cancel", "POST"],
    ["cancel", "GET"],
  ] as const)(
    "%s by %s: 303 to the storefront's own page, kept by nobody, without a referrer",
    async (endpoint, method) => {
      const order = await placeWaitingOrder(store)
      const address = (await addresses(order))[endpoint]
      const answer = await come(`${address}&returnUrl=https://evil.example&redirect=//evil.example`, method)
      expect([answer.status, answer.headers.get("location")]).toEqual([303, resultPageOf(order)])
      expect([answer.headers.get("cache-control"), answer.headers.get("referrer-policy")]).toEqual([
        "no-store",
        "no-referrer",
      ])
    },
  )

  it.each(["return", "cancel"] as const)(
    "a %s with the other endpoint's signature, or none, leads to the storefront and changes nothing",
    async (endpoint) => {
      const order = await placeWaitingOrder(store)
      const { [endpoint === "return" ? "cancel" : "return"]: other, [endpoint]: own } = await addresses(order)
      const forged = new URL(own)
      forged.searchParams.set("hash", new URL(other).searchParams.get("hash") ?? "")
      const unsigned = new URL(own)
      unsigned.searchParams.delete("hash")
      for (const address of [forged, unsigned]) {
        const answer = await come(address.toString())
        expect([answer.status, answer.headers.get("location")]).toEqual([303, "http://127.0.0.1:8000/checkout/almara"])
      }
      expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({
        state: "open",
        canceled_by_shopper_at: null,
        checks: 0,
      })
    },
  )

  it("a return before its callback settles the payment, and the callback after it changes nothing", async () => {
    await gateway.behave({ callbacks: "never" })
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await come((await addresses(order)).return)
    await eventually(
      () => checkoutOf(store, order.paymentSessionId),
      ({ status }) => status === "paid",
    )
    await gateway.callback(order.merchantRequestId)
    await eventually(
      async () =>
        (await store.database.query("select state from almara_callback where checkout_id = $1", [order.checkoutId]))
          .rows,
      (rows) => rows.length === 1 && rows[0].state === "done",
    )
    expect((await orderOf(store, order.orderId)).transactions).toHaveLength(1)
  })

  it("a return after the callback shows what is settled, and asks nobody again", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      ({ state, leased_by }) => state === "paid" && leased_by === null,
    )
    const { checks } = await ledgerRow(store, order.paymentSessionId)
    expect((await come((await addresses(order)).return)).status).toBe(303)
    expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({ state: "paid", checks })
  })

  it("nobody is told failed while Almara cannot be asked", async () => {
    await gateway.behave({ callbacks: "never", checkStatus: { mode: "error" } })
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1, callback: { send: false } })
    expect((await come((await addresses(order)).return)).status).toBe(303)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "open", can_retry: false })
  })
})

const decline = async (order: WaitingOrder): Promise<void> => {
  await gateway.decide((await ledgerRow(store, order.paymentSessionId)).merchant_request_id, {
    outcome: "declined",
    code: 18,
  })
  await eventually(
    () => checkoutOf(store, order.paymentSessionId),
    ({ status }) => status === "failed",
  )
}
const declined = async (): Promise<WaitingOrder> => {
  const order = await placeWaitingOrder(store)
  await decline(order)
  return order
}

describe("trying again", () => {
  it("five tabs at once make one attempt, and all get its page", async () => {
    const order = await declined()
    const answers = await Promise.all(Array.from({ length: 5 }, () => retry(order)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.checkout?.checkout_url}`)).size).toBe(1)
    expect(answers[0]?.body.checkout).toMatchObject({ status: "open", attempt: 2 })
    expect(await attempts(order)).toEqual(["failed", "open"])
  })

  it("is refused after the due date, in words", async () => {
    const order = await declined()
    await store.database.query("update almara_checkout set due_at = now() - interval '1 second' where id = $1", [
      order.checkoutId,
    ])
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ can_retry: false })
    expect(await retry(order)).toMatchObject({
      status: 400,
      body: { type: "not_allowed", message: expect.stringContaining("cannot be tried again") },
    })
    expect(await attempts(order)).toHaveLength(1)
  })

  it("shows the attempt that is open, and is refused when it is paid", async () => {
    const order = await placeWaitingOrder(store)
    expect((await retry(order)).body.checkout).toMatchObject({ attempt: 1, status: "open" })
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => checkoutOf(store, order.paymentSessionId),
      ({ status }) => status === "paid",
    )
    expect(await retry(order)).toMatchObject({ status: 400, body: { message: shopperSentence("order_paid") } })
    expect(await attempts(order)).toEqual(["paid"])
  })

  it("a session that nobody knows is not found", async () => {
    const { status } = await store.shop("/store/almara/checkouts/payses_nobody/retry", { method: "POST", body: {} })
    expect(status).toBe(404)
  })

  it("is refused after as many attempts as are allowed", async () => {
    const order = await placeWaitingOrder(store)
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await decline(order)
      expect((await retry(order)).body.checkout).toMatchObject({ status: "open", attempt })
    }
    await decline(order)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      attempt: 5,
      can_retry: false,
      reason: "declined",
      message: shopperSentence("failed_for_good", "The card was declined."),
    })
    expect(await retry(order)).toMatchObject({ status: 400, body: { type: "not_allowed" } })
    expect(await attempts(order)).toEqual(Array(5).fill("failed"))
  })
})

describe("a failure on the way to Almara's page", () => {
  it("a hundred at once while Almara hangs get the answer of the first, and the next try waits its time", async () => {
    const order = await declined()
    await gateway.behave({ newOrder: { mode: "timeout" } })
    const newOrders = async () =>
      Object.entries(await gateway.counts()).find(([path]) => path.includes("new-order"))?.[1] ?? 0
    const before = await newOrders()
    const retry = () =>
      fetch(`${store.url}/store/almara/checkouts/${order.paymentSessionId}/retry`, {
        method: "POST",
        headers: { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "" },
      })
    const many = await Promise.all(Array.from({ length: 100 }, retry))
    expect(new Set(many.map(({ status, headers }) => `${status} ${headers.get("retry-after")}`))).toEqual(
      new Set(["503 10"]),
    )
    await gateway.behave({ newOrder: { mode: "ok" } })
    expect((await retry()).status).toBe(503)
    expect((await newOrders()) - before).toBe(1)
    await passTime(store, "6 seconds")
    expect((await retry()).status).toBe(200)
  })

  it.each([["error"], ["drop"], ["timeout"], ["unavailable_after_work"]])(
    "%s: a calm sentence, and the same try works when Almara is back",
    async (mode) => {
      const order = await declined()
      await gateway.behave({ newOrder: { mode } })
      expect(await retry(order)).toMatchObject({
        status: 503,
        body: { message: expect.stringMatching(/^The card payment service .+ Please try again in a few minutes\.$/) },
      })
      const failed = await checkoutOf(store, order.paymentSessionId)
      expect(failed).toMatchObject({ status: "created", attempt: 2, can_retry: true, checkout_url: null })

      await gateway.behave({ newOrder: { mode: "ok" } })
      await passTime(store, "6 seconds")
      const { status, body } = await retry(order)
      expect([status, body.checkout]).toMatchObject([
        200,
        { status: "open", checkout_url: expect.stringContaining(gateway.url) },
      ])
      const { rows } = await store.database.query(
        "select merchant_request_id, checkout_url from almara_checkout where payment_session_id = $1 order by attempt",
        [order.paymentSessionId],
      )
      const known = await Promise.all(rows.map(({ merchant_request_id }) => gateway.checkout(merchant_request_id)))
      expect(new Set(known.map(({ checkoutId }) => checkoutId)).size).toBe(rows.length)
      // Only the newest one has a page that the shopper was ever sent to.
      await decideNewest(order, "paid")
      expect(await orderOf(store, order.orderId)).toMatchObject({
        payment_status: "captured",
        summary: { paid_total: 7000 },
      })
    },
  )

  it.each([
    ["before Almara heard of it", "gen_random_uuid()::text"],
    ["after Almara had answered", "merchant_request_id"],
  ])("a process that died %s leaves an order that can be paid", async (_, conversation) => {
    const order = await placeWaitingOrder(store)
    const leave = (age: string) =>
      store.database.query(
        `update almara_checkout set state = 'creating', checkout_url = null, merchant_request_id = ${conversation}, created_at = now() - interval '${age}' where id = $1`,
        [order.checkoutId],
      )
    await leave("1 second")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "created", can_retry: false })
    expect((await retry(order)).status).toBe(400)
    await leave("1 minute")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "created", can_retry: true })
    expect((await retry(order)).body.checkout).toMatchObject({
      status: "open",
      checkout_url: expect.stringContaining(gateway.url),
    })
    await decideNewest(order, "paid")
  })

  it("what Almara refuses is not tried again", async () => {
    const order = await declined()
    await gateway.behave({ newOrder: { mode: "error", status: 400 } })
    expect(await retry(order)).toMatchObject({
      status: 400,
      body: { type: "not_allowed", message: expect.stringMatching(/^This order could not be paid/) },
    })
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "failed",
      reason: "service",
      can_retry: false,
    })
  })

  it("no order, no page: what was rolled back is not paid", async () => {
    await gateway.behave({ newOrder: { mode: "error" } })
    const cart = await fillCart(store)
    expect((await completeCart(store, cart.id)).body.type).toBe("cart")
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({
      status: "created",
      can_retry: false,
      order: null,
    })
    await gateway.behave({ newOrder: { mode: "ok" } })
    expect(
      (await store.shop(`/store/almara/checkouts/${cart.paymentSessionId}/retry`, { method: "POST", body: {} })).status,
    ).toBe(400)
  })

  const decideNewest = async (order: WaitingOrder, outcome: string): Promise<void> => {
    await gateway.decide((await ledgerRow(store, order.paymentSessionId)).merchant_request_id, { outcome })
    await eventually(
      () => checkoutOf(store, order.paymentSessionId),
      ({ status }) => status === outcome,
    )
  }
})

describe("nobody is led to pay twice", () => {
  it("money that is held speaks before a later attempt that is open", async () => {
    const order = await declined()
    await retry(order)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 1 })
    await eventually(
      async () => (await attempts(order))[0],
      (state) => state === "held",
    )
    const told = { status: "review", reason: "received", checkout_url: null, can_retry: false }
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject(told)
    expect(await retry(order)).toMatchObject({ status: 400, body: { message: shopperSentence("review") } })
    expect(await attempts(order)).toEqual(["held", "open"])
  })

  it("what a person must look at is said, and its page is not named any more", async () => {
    const order = await placeWaitingOrder(store)
    await store.database.query("update almara_checkout set needs_review = true where id = $1", [order.checkoutId])
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "review",
      reason: "unclear",
      checkout_url: null,
      can_retry: false,
    })
  })

  it("what is left of an order that has money is paid or not, and the order is not given up", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => checkoutOf(store, order.paymentSessionId),
      ({ status }) => status === "paid",
    )
    await editUp(store, order.orderId, 1000)
    const { checkout: rest } = (await retry(order)).body
    expect(rest).toMatchObject({ status: "open", amount: "1000", can_start_over: false })
    const { merchant_request_id } = await ledgerRow(store, rest.payment_session_id)
    await gateway.decide(merchant_request_id, { outcome: "declined", code: 18 })
    expect(
      await eventually(
        () => checkoutOf(store, rest.payment_session_id),
        ({ status }) => status === "failed",
      ),
    ).toMatchObject({ can_retry: true, can_start_over: false })
  })

  it("an order that the merchant canceled is not paid any more", async () => {
    const order = await placeWaitingOrder(store)
    expect((await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST" })).status).toBe(200)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "canceled",
      reason: "order_canceled",
      checkout_url: null,
      can_retry: false,
      can_start_over: false,
      message: shopperSentence("order_canceled"),
    })
    expect(await retry(order)).toMatchObject({ status: 400, body: { message: shopperSentence("order_canceled") } })
  })
})
