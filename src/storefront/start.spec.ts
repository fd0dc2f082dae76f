import { checkoutLike, offline, httpError, SpecStore } from "./spec-store"
import { startAlmaraPayment } from "./start"

const CART = "GET /store/carts/cart_1"
const CHECKOUT = "GET /store/almara/checkouts/payses_1"
const COMPLETE = "POST /store/carts/cart_1/complete"
const RETRY = "POST /store/almara/checkouts/payses_1/retry"
const OPEN = "POST /store/payment-collections/paycol_1/payment-sessions"
const session = { id: "payses_1", provider_id: "pp_almara_almara", status: "pending" }
const cartWith = (sessions: object[], completed_at: string | null = null) => ({
  cart: { id: "cart_1", completed_at, payment_collection: { id: "paycol_1", payment_sessions: sessions } },
})
const opened = { payment_collection: { payment_sessions: [session] } }
const there = { checkout: checkoutLike() }
const start = (store: SpecStore) => startAlmaraPayment(store, { cartId: "cart_1" })

describe("starting a payment", () => {
  it("order first: opens a session, places the order, and gives Almara's page", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([]))
      .on(OPEN, opened)
      .on(CHECKOUT, httpError(404), there)
      .on(COMPLETE, { type: "order" })
    expect(await start(store)).toEqual({
      kind: "pay",
      url: "https://pay.example/1",
      paymentSessionId: "payses_1",
      checkout: there.checkout,
    })
    expect(store.calls).toEqual([CART, OPEN, CHECKOUT, COMPLETE, CHECKOUT])
  })

  it("opens a payment collection for a cart that has none", async () => {
    const store = new SpecStore()
      .on(CART, { cart: { id: "cart_1" } })
      .on("POST /store/payment-collections", { payment_collection: { id: "paycol_1" } })
      .on(OPEN, opened)
      .on(CHECKOUT, httpError(404), there)
      .on(COMPLETE, { type: "order" })
    expect((await start(store)).kind).toBe("pay")
  })

  it("pay first: gives Almara's page and does not place the order", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([]))
      .on(OPEN, opened)
      .on(CHECKOUT, { checkout: checkoutLike({ placement: "pay_first", order: null }) })
    expect((await start(store)).kind).toBe("pay")
    expect(store.calls).toEqual([CART, OPEN, CHECKOUT])
  })

  it("keeps the session that a cart has: another one would delete it", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, httpError(404), httpError(404), there)
      .on(COMPLETE, { type: "order" })
    await start(store)
    expect(store.count(OPEN)).toBe(0)
  })

  it("a double click starts one payment", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([]))
      .on(OPEN, opened)
      .on(CHECKOUT, httpError(404), there)
      .on(COMPLETE, { type: "order" })
    const [first, second] = await Promise.all([start(store), start(store)])
    expect(second).toEqual(first)
    expect([store.count(OPEN), store.count(COMPLETE)]).toEqual([1, 1])
  })

  it("after the back button it pays the order that is placed", async () => {
    const store = new SpecStore().on(CART, cartWith([session], "2026-01-01")).on(CHECKOUT, there)
    expect((await start(store)).kind).toBe("pay")
    expect(store.count(COMPLETE)).toBe(0)
  })

  it("an order that was declined gets a new attempt", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([{ ...session, status: "error" }], "2026-01-01"))
      .on(CHECKOUT, { checkout: checkoutLike({ status: "failed", can_retry: true, checkout_url: null }) })
      .on(RETRY, { checkout: checkoutLike({ attempt: 2 }) })
    expect(await start(store)).toMatchObject({ kind: "pay", checkout: { attempt: 2 } })
  })

  it.each(["paid", "review", "expired"] as const)("an order that is %s is shown, not paid again", async (status) => {
    const store = new SpecStore()
      .on(CART, cartWith([session], "2026-01-01"))
      .on(CHECKOUT, { checkout: checkoutLike({ status, checkout_url: null }) })
    expect((await start(store)).kind).toBe("result")
  })

  it("pay first: what can neither be paid nor tried again gets a new session", async () => {
    const over = checkoutLike({ placement: "pay_first", status: "expired", checkout_url: null, order: null })
    const fresh = { ...session, id: "payses_2" }
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, { checkout: over })
      .on(OPEN, { payment_collection: { payment_sessions: [fresh] } })
      .on("GET /store/almara/checkouts/payses_2", {
        checkout: checkoutLike({ placement: "pay_first", payment_session_id: "payses_2" }),
      })
    expect(await start(store)).toMatchObject({ kind: "pay", paymentSessionId: "payses_2" })
  })

  it("order first: a checkout that was left by a rolled back completion is not paid without an order", async () => {
    const left = checkoutLike({ order: null })
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, { checkout: left }, { checkout: left }, there)
      .on(COMPLETE, { type: "order" })
    await start(store)
    expect(store.count(COMPLETE)).toBe(1)
  })

  it.each([
    ["another request is placing the order", httpError(409)],
    ["the answer was lost", offline],
    ["a proxy gave up", httpError(504)],
  ])("takes the order that comes to be although %s", async (_, lost) => {
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, httpError(404), httpError(404), httpError(404), offline, there)
      .on(COMPLETE, lost)
    expect((await start(store)).kind).toBe("pay")
  })

  it("says offline when the order did not come to be, and may be started again", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, httpError(404))
      .on(COMPLETE, offline, { type: "order" })
    await expect(start(store)).rejects.toMatchObject({ kind: "offline", cause: offline })
    store.on(CHECKOUT, httpError(404), httpError(404), there)
    expect((await start(store)).kind).toBe("pay")
  })

  it("says what the store refused, in words", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, httpError(404))
      .on(COMPLETE, httpError(400, "Some variant is sold out"))
    await expect(start(store)).rejects.toMatchObject({
      kind: "refused",
      message: "The store refused this. It says: Some variant is sold out",
    })
  })

  it("an Almara that does not answer is a trouble of the moment", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, httpError(404))
      .on(COMPLETE, { type: "cart", error: { message: "Card payment is not available right now." } })
    await expect(start(store)).rejects.toMatchObject({
      kind: "unavailable",
      storeMessage: "Card payment is not available right now.",
    })
  })

  it("an order that Almara refuses is not called a trouble of the moment", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session]))
      .on(CHECKOUT, httpError(404), httpError(404), {
        checkout: checkoutLike({ status: "failed", reason: "service", order: null, checkout_url: null }),
      })
      .on(COMPLETE, { type: "cart", error: { message: "This order could not be paid by card." } })
    await expect(start(store)).rejects.toMatchObject({ kind: "refused" })
  })

  it("an order whose payment failed before it had its page gets one", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session], "2026-01-01"))
      .on(CHECKOUT, { checkout: checkoutLike({ status: "created", can_retry: true, checkout_url: null }) })
      .on(RETRY, there)
    expect((await start(store)).kind).toBe("pay")
    expect(store.calls).toEqual([CART, CHECKOUT, RETRY])
  })

  it("an order that was placed without a payment gets one", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate"] })
    try {
      const store = new SpecStore()
        .on(CART, cartWith([session], "2026-01-01"))
        .on(CHECKOUT, httpError(404))
        .on(RETRY, there)
      let step: { kind: string } | undefined
      const starting = start(store).then((reached) => (step = reached))
      while (step === undefined) {
        await jest.advanceTimersByTimeAsync(500)
        await new Promise(setImmediate)
      }
      expect((await starting).kind).toBe("pay")
    } finally {
      jest.useRealTimers()
    }
  })

  it("a caller who stops does not stop a second one", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([]))
      .on(OPEN, opened)
      .on(CHECKOUT, httpError(404), there)
      .on(COMPLETE, { type: "order" })
    const stop = new AbortController()
    const [first, second] = [startAlmaraPayment(store, { cartId: "cart_1", signal: stop.signal }), start(store)]
    stop.abort(new Error("the shopper left"))
    await expect(first).rejects.toThrow("the shopper left")
    expect((await second).kind).toBe("pay")
    expect(store.count(COMPLETE)).toBe(1)
  })

  it("never sends a browser to what is not a web page", async () => {
    const store = new SpecStore()
      .on(CART, cartWith([session], "2026-01-01"))
      .on(CHECKOUT, { checkout: checkoutLike({ checkout_url: "javascript:alert(1)" }) })
    expect((await start(store)).kind).toBe("result")
  })

  it("can be stopped", async () => {
    const stop = new AbortController()
    const starting = startAlmaraPayment(new SpecStore().on(CART, cartWith([])), {
      cartId: "cart_1",
      signal: stop.signal,
    })
    stop.abort(new Error("the shopper left"))
    await expect(starting).rejects.toThrow("the shopper left")
  })
})
