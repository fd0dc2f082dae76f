import { isSettled, readAlmaraCheckout, readPaymentSessionId } from "./checkout"
import { AlmaraProblem } from "./problem"
import { retryAlmaraPayment } from "./retry"
import { checkoutLike, offline, httpError, SpecStore } from "./spec-store"
import { storeClient, type StoreClient } from "./store"

const CHECKOUT = "GET /store/almara/checkouts/payses_1"

describe("the result page's address", () => {
  it.each([
    ["https://shop.example/checkout/almara?payment_session_id=payses_1#top"],
    ["?payment_session_id=payses_1"],
    ["payment_session_id=payses_1"],
    [new URL("https://shop.example/checkout/almara?payment_session_id=payses_1")],
    [new URLSearchParams({ payment_session_id: "payses_1" })],
    [{ payment_session_id: "payses_1" }],
    [{ payment_session_id: ["payses_1", "payses_2"] }],
  ])("%s", (address) => {
    expect(readPaymentSessionId(address)).toBe("payses_1")
  })

  it.each([
    "https://shop.example/checkout/almara",
    "?payment_session_id=",
    "?payment_session_id=../../admin",
    { payment_session_id: "a".repeat(101) },
  ])("%s names no payment", (address) => {
    expect(readPaymentSessionId(address)).toBeUndefined()
  })
})

describe("reading a payment", () => {
  it("gives it, or undefined when there is none", async () => {
    const store = new SpecStore().on(CHECKOUT, { checkout: checkoutLike() }, httpError(404))
    expect(await readAlmaraCheckout(store, "payses_1")).toEqual(checkoutLike())
    expect(await readAlmaraCheckout(store, "payses_1")).toBeUndefined()
  })

  it("takes js-sdk as well as its client", async () => {
    const client = new SpecStore().on(CHECKOUT, { checkout: checkoutLike() })
    expect(await readAlmaraCheckout({ client }, "payses_1")).toEqual(checkoutLike())
  })

  it.each([
    [offline, "offline"],
    [httpError(500), "unavailable"],
    [httpError(429), "unavailable"],
    [httpError(422, "The card payment service is not answering right now."), "unavailable"],
    [httpError(401), "refused"],
  ])("%s is told as %s, in words", async (error, kind) => {
    const problem = await readAlmaraCheckout(new SpecStore().on(CHECKOUT, error), "payses_1").catch(
      (thrown: unknown) => thrown,
    )
    expect(problem).toBeInstanceOf(AlmaraProblem)
    expect(problem).toMatchObject({ kind, cause: error, message: expect.stringMatching(/^The store .+\./) })
  })

  it("is settled when there is nothing more to wait for", () => {
    const settled = (["created", "open", "paid", "failed", "canceled", "expired", "review"] as const).filter((status) =>
      isSettled(checkoutLike({ status })),
    )
    expect(settled).toEqual(["paid", "failed", "canceled", "expired", "review"])
    expect(isSettled(checkoutLike({ status: "paid", order: null }))).toBe(false)
    expect(isSettled(checkoutLike({ status: "created", can_retry: true }))).toBe(true)
  })
})

describe("trying again", () => {
  const RETRY = "POST /store/almara/checkouts/payses_1/retry"

  it("gives the page of the new attempt; a double click makes one", async () => {
    const store = new SpecStore().on(RETRY, { checkout: checkoutLike({ attempt: 2 }) })
    const steps = await Promise.all([retryAlmaraPayment(store, "payses_1"), retryAlmaraPayment(store, "payses_1")])
    expect(steps.map(({ kind }) => kind)).toEqual(["pay", "pay"])
    expect(store.count(RETRY)).toBe(1)
  })

  it("says when it is refused, and may be asked again", async () => {
    const store = new SpecStore().on(RETRY, httpError(400, "This payment cannot be tried again."), {
      checkout: checkoutLike(),
    })
    await expect(retryAlmaraPayment(store, "payses_1")).rejects.toMatchObject({
      kind: "refused",
      storeMessage: "This payment cannot be tried again.",
    })
    expect((await retryAlmaraPayment(store, "payses_1")).kind).toBe("pay")
  })
})

describe("a store that never answers", () => {
  const silent: StoreClient = { fetch: () => new Promise<never>(() => undefined) }

  it("is given up by the caller's signal, although the client does not heed it", async () => {
    const stop = new AbortController()
    const reading = readAlmaraCheckout(silent, "payses_1", { signal: stop.signal })
    stop.abort(new Error("the shopper left"))
    await expect(reading).rejects.toThrow("the shopper left")
  })

  it("is given up after a while, and told as offline", async () => {
    jest.useFakeTimers()
    try {
      const reading = expect(readAlmaraCheckout(silent, "payses_1")).rejects.toMatchObject({ kind: "offline" })
      await jest.advanceTimersByTimeAsync(30_000)
      await reading
    } finally {
      jest.useRealTimers()
    }
  })
})

describe("the client without js-sdk", () => {
  it("calls the store and reads its answer", async () => {
    const asked: { input: string; init: RequestInit }[] = []
    const client = storeClient({
      baseUrl: "https://store.example/",
      publishableKey: "pk_1",
      fetch: async (input, init) => {
        asked.push({ input: String(input), init: init ?? {} })
        return Response.json({ cart: { id: "cart_1" } })
      },
    })
    expect(
      await client.fetch("/store/carts/cart_1", {
        method: "POST",
        query: { fields: "id" },
        body: { email: "a@b.example" },
      }),
    ).toEqual({ cart: { id: "cart_1" } })
    expect(asked[0]).toMatchObject({
      input: "https://store.example/store/carts/cart_1?fields=id",
      init: {
        method: "POST",
        body: '{"email":"a@b.example"}',
        headers: { "x-publishable-api-key": "pk_1", "content-type": "application/json" },
      },
    })
  })

  it.each([
    [new Response('{"message":"sold out"}', { status: 400 }), { kind: "refused", storeMessage: "sold out" }],
    [new Response("<html>", { status: 400 }), { kind: "refused", storeMessage: undefined }],
    [new Response("<html>", { status: 502 }), { kind: "unavailable" }],
  ])("understands an answer that is not a success", async (answer, problem) => {
    const client = storeClient({ baseUrl: "", fetch: async () => answer })
    await expect(readAlmaraCheckout(client, "payses_1")).rejects.toMatchObject(problem)
  })
})
