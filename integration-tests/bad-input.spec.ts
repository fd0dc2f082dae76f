import { readFileSync } from "node:fs"
import path from "node:path"
import { LINES_IN_A_MINUTE } from "../src/telemetry/log"
import { openLine } from "./setup/breakable-proxy"
import {
  choosePayment,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  orderOf,
  passDueDate,
  placeWaitingOrder,
} from "./setup/shopper"
import { copyOfTemplate } from "./setup/database"
import { CALLBACK_SECRET, startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")
/** For a test that boots a store of its own. */
const BOOT_AND_WAIT_IN_MILLISECONDS = 300_000

/** How the gateway behaves in some of its calls. */
type Broken = Partial<Record<"token" | "newOrder", { mode: string; status?: number }>>

const gateway = withGateway()

describe("a wrong option", () => {
  it("stops the boot with one message that names every wrong field and prints no secret", async () => {
    const environment = {
      ALMARA_BASE_URL: "almara.example",
      ALMARA_CHANNEL_TYPE: "card",
      ALMARA_CLIENT_SECRET: "",
      ALMARA_PLACEMENT: "order-first",
      ALMARA_CALLBACK_SECRET: "short-and-secret",
    }
    const boot = startStore({ almaraUrl: gateway.url, environment })
    const message: string = await boot.then(
      () => "it booted",
      (error: Error) => error.message,
    )
    expect(message).toMatch(/The store ended with [1-9]/)
    expect(message).toContain("Almara options are not valid")
    for (const field of ["baseUrl", "channelType", "clientSecret", "placement", "callbackSecret"])
      expect(message).toContain(`- ${field}: `)
    expect(message).not.toContain("short-and-secret")
  })
})

describe("Almara is not there when the cart is completed", () => {
  let store: RunningStore

  beforeAll(async () => {
    store = await startStore({ almaraUrl: gateway.url })
  })

  afterAll(async () => {
    await gateway.behave({ newOrder: { mode: "ok" }, token: { mode: "ok" } })
    await store?.stop()
  })

  const newOrders = async () =>
    Object.entries(await gateway.counts()).find(([path]) => path.includes("new-order"))?.[1] ?? 0

  const orders = async (cartId: string) =>
    (await store.database.query("select order_id from order_cart where cart_id = $1 and deleted_at is null", [cartId]))
      .rows

  it.each<[string, Broken, Broken]>([
    ["refuses the token", { token: { mode: "unauthorized" } }, { token: { mode: "ok" } }],
    ["answers 500", { newOrder: { mode: "error", status: 500 } }, { newOrder: { mode: "ok" } }],
    ["drops the connection", { newOrder: { mode: "drop" } }, { newOrder: { mode: "ok" } }],
    [
      "does the work and drops the connection",
      { newOrder: { mode: "unavailable_after_work" } },
      { newOrder: { mode: "ok" } },
    ],
    ["does not answer in time", { newOrder: { mode: "timeout" } }, { newOrder: { mode: "ok" } }],
  ])("%s: a sentence, no order, and completing again works with one checkout", async (_name, broken, mended) => {
    await gateway.revokeTokens()
    const cart = await fillCart(store)
    await gateway.behave(broken)
    const before = await newOrders()
    const refused = await completeCart(store, cart.id)
    // Medusa holds the cart's lock for as long as the patience with Almara: who was waited for in vain is not asked
    // once more.
    if (broken.newOrder?.mode === "timeout") expect((await newOrders()) - before).toBe(1)
    expect(refused).toMatchObject({
      status: 200,
      body: { type: "cart", error: { type: "payment_authorization_error" } },
    })
    expect(refused.body.error.message).toMatch(/^[A-Z].*\.$/)
    expect(refused.body.error.message).not.toMatch(/token|secret|http/i)
    expect(await orders(cart.id)).toHaveLength(0)

    await gateway.behave(mended)
    const again = await completeCart(store, cart.id)
    expect(again.body.type).toBe("order")
    const attempts = await store.database.query(
      "select state, merchant_request_id from almara_checkout where payment_session_id = $1",
      [cart.paymentSessionId],
    )
    const usable = attempts.rows.filter((attempt) => attempt.state === "open")
    expect(usable.length).toBeGreaterThan(0)
    const newest = await ledgerRow(store, cart.paymentSessionId)
    await gateway.decide(newest.merchant_request_id, { outcome: "paid" })
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.state === "paid",
    )
    expect(await orderOf(store, again.body.order.id)).toMatchObject({
      payment_status: "captured",
      summary: { paid_total: 7000 },
    })
  })

  it("sends an attempt whose answer was lost again, and ends in time although two calls are slow", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "unavailable_after_work", times: 1 } })
    expect((await completeCart(store, cart.id)).body.type).toBe("cart")
    await gateway.behave({ newOrder: { mode: "answer_late", delayMs: 5000 } })
    // Each call alone would be in time; the cart's lock is held for both of them.
    expect((await completeCart(store, cart.id)).body.type).toBe("cart")
    await gateway.behave({ newOrder: { mode: "ok" } })
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
  })

  it.each(["stray_comma", "list", "data_list", "long_reference", "nul", "outcome_text", "outcome_list"])(
    "puts paid money onto its order, although check-status answers oddly: %s",
    async (odd) => {
      const order = await placeWaitingOrder(store)
      await gateway.behave({ checkStatus: { mode: "odd", odd } })
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      const paid = await eventually(
        () => ledgerRow(store, order.paymentSessionId),
        (seen) => seen.state === "paid",
      )
      await gateway.behave({ checkStatus: { mode: "ok" } })
      expect(await orderOf(store, order.orderId)).toMatchObject({
        payment_status: "captured",
        summary: { paid_total: 7000 },
      })
      expect(paid.transaction_reference).toMatch(
        odd === "nul" ? /^TXN\ufffdNUL$/ : odd === "long_reference" ? /^.{800}$/ : /^TXN/,
      )
    },
  )

  it("cancels no paid order at its deadline, also where its answer comes in the envelope of a not found", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "odd", odd: "found_in_message" } })
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await passDueDate(store, order.checkoutId)
    const asked = await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (seen) => seen.state !== "open" && seen.leased_by === null,
    )
    await gateway.behave({ checkStatus: { mode: "ok" } })
    expect(asked.state).toBe("paid")
    expect(await orderOf(store, order.orderId)).toMatchObject({
      status: "pending",
      payment_status: "captured",
      summary: { paid_total: 7000 },
    })
  })

  it.each(["nul_error", "deep", "question_marks"])(
    "keeps the reason, and asks again, when check-status answers oddly: %s",
    async (odd) => {
      const order = await placeWaitingOrder(store)
      await gateway.behave({ checkStatus: { mode: "odd", odd } })
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      await eventually(
        () => ledgerRow(store, order.paymentSessionId),
        (seen) => seen.last_error !== null,
      )
      await gateway.behave({ checkStatus: { mode: "ok" } })
      await store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })
      await eventually(
        () => ledgerRow(store, order.paymentSessionId),
        (seen) => seen.state === "paid",
      )
    },
  )

  it.each(["snake_case_page", "payload_page", "list_page", "location"])(
    "finds the page in an odd answer: %s",
    async (odd) => {
      await gateway.behave({ newOrder: { mode: "odd", odd, times: 1 } })
      const order = await placeWaitingOrder(store)
      expect((await ledgerRow(store, order.paymentSessionId)).checkout_url).toMatch(/^http:.*\/pay\//)
    },
  )

  it.each(["camel_token", "token_in_data"])("finds the token in an odd answer: %s", async (odd) => {
    await gateway.revokeTokens()
    await gateway.behave({ token: { mode: "odd", odd, times: 1 } })
    expect((await ledgerRow(store, (await placeWaitingOrder(store)).paymentSessionId)).state).toBe("open")
  })

  it("tells the refusal that came with a success, to the merchant and to the shopper", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "odd", odd: "refusal_in_success", times: 1 } })
    const { body } = await completeCart(store, cart.id)
    expect(body).toMatchObject({
      type: "cart",
      error: { message: "This order could not be paid by card. Please contact the store." },
    })
    expect(await ledgerRow(store, cart.paymentSessionId)).toMatchObject({
      state: "refused",
      last_error: expect.stringContaining("Route is not configured for KES"),
    })
  })

  it("asks about a checkout that Almara has already, also where only an error about its id says so", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "unavailable_after_work", times: 1 } })
    expect((await completeCart(store, cart.id)).body.type).toBe("cart")
    await gateway.behave({ newOrder: { mode: "odd", odd: "duplicate_field", times: 1 } })
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
  })

  it.each(["202", "200", "429"])(
    "asks again after the code %s, which is never money and needs nobody",
    async (code) => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "pending", code, status: 4 })
      const asked = await eventually(
        () => ledgerRow(store, order.paymentSessionId),
        (seen) => seen.result_code === code,
      )
      expect(asked).toMatchObject({ state: "open", needs_review: false })
      expect((await store.shop(`/store/almara/checkouts/${order.paymentSessionId}`)).body.checkout).toMatchObject({
        status: "open",
        checkout_url: asked.checkout_url,
      })
    },
  )

  it.each(["order_first", "pay_first"])(
    "keeps no secret and nothing a stranger chose in the session's data, %s",
    async (placement) => {
      const ofPlacement =
        placement === "order_first"
          ? store
          : await startStore({ almaraUrl: gateway.url, environment: { ALMARA_PLACEMENT: placement } })
      const cart = await fillCart(ofPlacement)
      const chosen = {
        paid: true,
        evil: 1,
        checkout_url: "https://evil.example",
        amount: "1",
        session_id: "payses_of_another",
      }
      const sessionId = await choosePayment(ofPlacement, cart.paymentCollectionId, chosen)
      const { rows } = await ofPlacement.database.query("select data from payment_session where id = $1", [sessionId])
      if (ofPlacement !== store) await ofPlacement.stop()
      expect(rows[0].data).toMatchObject({ amount: "7000", session_id: sessionId })
      expect(JSON.stringify(rows[0].data)).not.toContain("evil")
      expect(Object.keys(rows[0].data).sort()).toEqual([
        "amount",
        "attempt",
        "checkout_reference",
        "checkout_url",
        "currency_code",
        "due_at",
        "session_id",
      ])
      for (const secret of ["almara-simulator-secret", CALLBACK_SECRET, "wanjiku"])
        expect(JSON.stringify(rows[0].data)).not.toContain(secret)
    },
  )
})

describe("the database is down", () => {
  const callbackTo = (store: RunningStore) =>
    fetch(`${store.url}/checkout/cart`, {
      method: "POST",
      body: EXAMPLE,
      headers: { "content-type": "application/json" },
    })

  async function startBehindLine() {
    const postgres = new URL(process.env.ALMARA_TEST_POSTGRES ?? "")
    const line = await openLine(Number(postgres.port || 5432))
    const database = await copyOfTemplate()
    const throughLine = new URL(postgres)
    throughLine.hostname = "127.0.0.1"
    throughLine.port = String(line.port)
    throughLine.pathname = database
    return {
      line,
      store: await startStore({
        almaraUrl: gateway.url,
        database,
        environment: { DATABASE_URL: throughLine.toString() },
      }),
    }
  }

  it(
    "answers 503 when the database falls silent, and the callbacks after it are not kept waiting",
    async () => {
      const { line, store } = await startBehindLine()
      try {
        expect((await callbackTo(store)).status).toBe(200)
        line.swallow()
        const silent = await callbackTo(store)
        expect([silent.status, Number(silent.headers.get("retry-after")) > 0]).toEqual([503, true])
        // New connections come through again.
        await eventually(
          () => callbackTo(store),
          (answer) => answer.status === 200,
          100_000,
        )
      } finally {
        await store.stop()
        await line.cut()
      }
    },
    BOOT_AND_WAIT_IN_MILLISECONDS,
  )

  it(
    "answers 503 with Retry-After, and takes the same callback when it is back",
    async () => {
      const { line, store } = await startBehindLine()
      const send = () => callbackTo(store)
      try {
        expect((await send()).status).toBe(200)
        await line.cut()
        const began = Date.now()
        const refused = await send()
        expect(refused.status).toBe(503)
        // Medusa's own pool would let Almara wait for a minute.
        expect(Date.now() - began).toBeLessThan(30_000)
        expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
        await Promise.all(Array.from({ length: 3 * LINES_IN_A_MINUTE }, send))
        await line.mend()
        await eventually(send, (answer) => answer.status === 200)
        const lines = store.output().split("event=callback.not_stored").length - 1
        expect(lines).toBeGreaterThan(0)
        // Of the minute that had begun before, and of the next one, the first ones and their number.
        expect(lines).toBeLessThanOrEqual(2 * (LINES_IN_A_MINUTE + 1))
      } finally {
        await store.stop()
        await line.cut()
      }
    },
    BOOT_AND_WAIT_IN_MILLISECONDS,
  )
})
