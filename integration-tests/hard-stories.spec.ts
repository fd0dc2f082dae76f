import { readFileSync } from "node:fs"
import path from "node:path"
import { startGateway, type Gateway } from "./setup/gateway"
import { completeCart, eventually, fillCart, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")

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

afterEach(() => gateway.behave({ newOrder: { mode: "ok" }, checkStatus: { mode: "ok" } }))

const row = (order: { paymentSessionId: string }) => ledgerRow(store, order.paymentSessionId)
const untilState = (order: { paymentSessionId: string }, state: string) => eventually(() => row(order), (seen) => seen.state === state)
const inboxOf = async (checkoutId: string) =>
  (await store.database.query("select * from almara_callback where checkout_id = $1 order by created_at", [checkoutId])).rows
const passDueDate = (checkoutId: string) =>
  store.database.query("update almara_checkout set due_at = now() - interval '1 day', next_question_at = now() where id = $1", [checkoutId])

async function payAndSettle(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.conversationId, { outcome: "paid" })
  await untilState(order, "paid")
  return order
}

async function expectPaidOnce(orderId: string): Promise<void> {
  const order = await orderOf(store, orderId)
  const captures = order.payment_collections.flatMap((collection: any) => collection.payments.flatMap((payment: any) => payment.captures))
  expect(captures).toHaveLength(1)
  expect(order.transactions).toHaveLength(1)
  expect(order.summary.paid_total).toBe(7000)
}

describe("hard stories, order first", () => {
  it("callback before the new-order answer has come back: the order is placed and paid", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "answer_late", delayMs: 4000, times: 1 } })
    const completing = completeCart(store, cart.id)
    const creating = await eventually(() => row(cart), (seen) => seen !== undefined)
    await eventually(() => gateway.checkout(creating.conversation_id), (seen) => seen.request !== undefined)
    expect((await row(cart)).state).toBe("creating")
    await gateway.decide(creating.conversation_id, { outcome: "paid" })
    const { body } = await completing
    expect(body.type).toBe("order")
    await untilState(cart, "paid")
    await expectPaidOnce(body.order.id)
  })

  it("the merchant cancels a paid order with refunds refused: the cancellation is refused and the order stays paid", async () => {
    const order = await payAndSettle()
    const canceled = await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })
    expect(canceled.status).toBe(400)
    expect(canceled.body.message).toMatch(/Almara Pay has no refund call/)
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    await expectPaidOnce(order.orderId)
  })

  it("a new payment session on a paid order is refused, in the store and in the admin", async () => {
    const order = await payAndSettle()
    const route = `/payment-collections/${order.paymentCollectionId}/payment-sessions`
    for (const again of [
      await store.shop(`/store${route}`, { method: "POST", body: { provider_id: "pp_almara_almara" } }),
      await store.admin(`/admin${route}`, { method: "POST", body: { provider_id: "pp_almara_almara" } }),
    ]) {
      expect(again.status).toBe(400)
      expect(again.body.message).toMatch(/already paid/)
    }
    await expectPaidOnce(order.orderId)
  })

  it("second tab on a waiting order: money for the session that Medusa deleted is held, with its sentence", async () => {
    const order = await placeWaitingOrder(store)
    const again = await store.shop(`/store/payment-collections/${order.paymentCollectionId}/payment-sessions`, { method: "POST", body: { provider_id: "pp_almara_almara" } })
    expect(again.status).toBe(200)
    await gateway.decide(order.conversationId, { outcome: "paid" })
    expect(await untilState(order, "held")).toMatchObject({ hold_reason: "orphaned" })
    const { body } = await store.admin(`/admin/almara/checkouts/${order.checkoutId}`)
    expect(JSON.stringify(body.checkout)).toContain("whose payment session was replaced in the meantime")
    expect((await orderOf(store, order.orderId)).transactions).toHaveLength(0)
  })

  it("POST /hooks/payment/almara_almara used by mistake moves nothing", async () => {
    const order = await placeWaitingOrder(store)
    const checkout = await row(order)
    const text = JSON.parse(EXAMPLE.replace(/,(\s*})/g, "$1"))
    const body = { ...text, originatorConversationId: order.conversationId, checkoutReference: checkout.checkout_reference }
    const hook = await fetch(`${store.url}/hooks/payment/almara_almara`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
    expect(hook.status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 7_000))
    expect(await row(order)).toMatchObject({ state: "open", questions: 0 })
    expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
  })

  it("an unsigned forgery that says paid causes one question and no payment", async () => {
    const order = await placeWaitingOrder(store)
    const checkout = await row(order)
    const forged = EXAMPLE.replace("00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66", order.conversationId).replace("ORD-20260126-7848", checkout.checkout_reference)
    await Promise.all(Array.from({ length: 20 }, () => fetch(`${store.url}/checkout/cart`, { method: "POST", body: forged })))
    await eventually(() => inboxOf(order.checkoutId), (seen) => seen.length === 20 && seen.every((callback) => callback.state === "done"))
    expect(await row(order)).toMatchObject({ state: "open", transaction_reference: null })
    expect((await row(order)).questions).toBeLessThanOrEqual(2)
    expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
  })

  it("a replay of yesterday's callback is recorded as a duplicate and changes nothing", async () => {
    const order = await payAndSettle()
    const before = await store.database.query("select count(*) from almara_checkout_event where checkout_id = $1", [order.checkoutId])
    await gateway.callback(order.conversationId)
    const callbacks = await eventually(() => inboxOf(order.checkoutId), (seen) => seen.length === 2 && seen.every((callback) => callback.state === "done"))
    expect(callbacks[1].duplicate_of).toBe(callbacks[0].id)
    expect((await store.database.query("select count(*) from almara_checkout_event where checkout_id = $1", [order.checkoutId])).rows).toEqual(before.rows)
    await expectPaidOnce(order.orderId)
  })

  it("check-status says declined, the callback says paid: Almara, asked, is believed", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "declined", code: 18, callback: { send: false } })
    await gateway.callback(order.conversationId, { overrides: { checkoutOutcome: { Status: 4, ResultCode: "000" } } })
    await untilState(order, "failed")
    expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
  })

  it("check-status says paid, the callback says declined: Almara, asked, is believed", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "paid", callback: { send: false } })
    await gateway.callback(order.conversationId, { overrides: { checkoutOutcome: { Status: 3, ResultCode: "18" } } })
    await untilState(order, "paid")
    await expectPaidOnce(order.orderId)
  })

  it("check-status not permitted: the order waits, the reason is in sight, and even the due date closes nothing", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "forbidden" } })
    await gateway.decide(order.conversationId, { outcome: "paid" })
    const asked = await eventually(() => row(order), (seen) => seen.last_error !== null && seen.claimed_by === null)
    expect(asked.last_error).toMatch(/permission|not permitted|403/i)
    await passDueDate(order.checkoutId)
    await eventually(() => row(order), (seen) => seen.questions > asked.questions && seen.claimed_by === null)
    expect(await row(order)).toMatchObject({ state: "open", closed_at: null })
    expect((await orderOf(store, order.orderId)).status).toBe("pending")

    await gateway.behave({ checkStatus: { mode: "ok" } })
    await store.database.query("update almara_checkout set next_question_at = now() where id = $1", [order.checkoutId])
    await untilState(order, "paid")
    await expectPaidOnce(order.orderId)
  })

  it("Medusa's own Check status opens no second checkout, neither before nor after the due date", async () => {
    const order = await placeWaitingOrder(store)
    const checkStatus = () => store.admin(`/admin/orders/${order.orderId}/payment-sessions/authorize`, { method: "POST", body: { payment_session_id: order.paymentSessionId } })
    const attempts = async () => (await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [order.paymentSessionId])).rows.length
    expect((await checkStatus()).status).toBe(200)
    expect(await attempts()).toBe(1)
    await store.database.query("update almara_checkout set due_at = now() - interval '1 second' where id = $1", [order.checkoutId])
    await checkStatus()
    expect(await attempts()).toBe(1)
    expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
  })

  it("two tabs that try again at once get one new attempt", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.conversationId, { outcome: "declined", code: 1 })
    await untilState(order, "failed")
    const retry = () => store.shop(`/store/almara/checkouts/${order.paymentSessionId}/retry`, { method: "POST", body: {} })
    const answers = await Promise.all([retry(), retry(), retry()])
    const addresses = new Set(answers.map((answer) => answer.body.checkout.checkout_url))
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    expect(addresses.size).toBe(1)
    expect((await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [order.paymentSessionId])).rows).toHaveLength(2)
  })
})

describe("hard stories, with refunds made by hand", () => {
  it("the merchant cancels a paid order: Medusa books the refund, and the ledger says that it is made outside", async () => {
    const manual = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_REFUNDS: "manual" } })
    try {
      const order = await placeWaitingOrder(manual)
      await gateway.decide(order.conversationId, { outcome: "paid" })
      await eventually(() => ledgerRow(manual, order.paymentSessionId), (seen) => seen.state === "paid")
      const canceled = await manual.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })
      expect(canceled.status).toBe(200)
      expect((await orderOf(manual, order.orderId)).status).toBe("canceled")
      const { rows } = await manual.database.query("select * from almara_checkout_event where checkout_id = $1 and kind = 'refunded_outside'", [order.checkoutId])
      expect(rows).toHaveLength(1)
      expect(rows[0].detail).toEqual({ amount: "7000" })
    } finally {
      await manual.stop()
    }
  })
})

describe("hard stories, pay first", () => {
  let payFirst: RunningStore

  beforeAll(async () => {
    payFirst = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_PLACEMENT: "pay_first" } })
  })

  afterAll(() => payFirst?.stop())

  const stock = (quantity: number) => payFirst.database.query("update inventory_level set stocked_quantity = $1, raw_stocked_quantity = $2", [quantity, { value: String(quantity), precision: 20 }])
  const orderIdOf = async (cartId: string): Promise<string | undefined> =>
    (await payFirst.database.query("select order_id from order_cart where cart_id = $1 and deleted_at is null", [cartId])).rows[0]?.order_id

  it("stock gone: the money is held with the reason, and is placed when there is stock again", async () => {
    const cart = await fillCart(payFirst)
    const { id, conversation_id } = await ledgerRow(payFirst, cart.paymentSessionId)
    await stock(0)
    await gateway.decide(conversation_id, { outcome: "paid" })
    const held = await eventually(() => ledgerRow(payFirst, cart.paymentSessionId), (seen) => seen.state === "held")
    expect(held.hold_reason).toBe("unplaceable")
    expect(held.last_error).toBeTruthy()
    expect(await orderIdOf(cart.id)).toBeUndefined()

    await stock(1000)
    const checked = await payFirst.admin(`/admin/almara/checkouts/${id}/settle`, { method: "POST", body: {} })
    expect(checked.body.checkout.state).toBe("paid")
    expect(await orderOf(payFirst, (await orderIdOf(cart.id)) ?? "")).toMatchObject({ payment_status: "captured", summary: { paid_total: 7000 } })
  })

  it("provider switched: money for the session that Medusa deleted is held", async () => {
    const cart = await fillCart(payFirst)
    const first = await ledgerRow(payFirst, cart.paymentSessionId)
    await payFirst.database.query("insert into region_payment_provider (id, region_id, payment_provider_id) select 'regpp_spec', region_id, 'pp_system_default' from cart where id = $1 on conflict do nothing", [cart.id])
    const switched = await payFirst.shop(`/store/payment-collections/${cart.paymentCollectionId}/payment-sessions`, { method: "POST", body: { provider_id: "pp_system_default" } })
    expect(switched.status).toBe(200)
    await gateway.decide(first.conversation_id, { outcome: "paid" })
    expect(await eventually(() => ledgerRow(payFirst, cart.paymentSessionId), (seen) => seen.state === "held")).toMatchObject({ hold_reason: "orphaned" })
    expect(await orderIdOf(cart.id)).toBeUndefined()
  })

  it("region without the provider: the money is held, and no order is placed", async () => {
    const cart = await fillCart(payFirst)
    const { conversation_id } = await ledgerRow(payFirst, cart.paymentSessionId)
    const removed = await payFirst.database.query("delete from region_payment_provider where payment_provider_id = 'pp_almara_almara' returning *")
    await gateway.decide(conversation_id, { outcome: "paid" })
    const settled = await eventually(() => ledgerRow(payFirst, cart.paymentSessionId), (seen) => seen.state === "held" || seen.state === "paid")
    for (const link of removed.rows) {
      await payFirst.database.query("insert into region_payment_provider (id, region_id, payment_provider_id) values ($1, $2, $3)", [link.id, link.region_id, link.payment_provider_id])
    }
    expect(settled).toMatchObject({ state: "held", hold_reason: "unplaceable" })
    expect(await orderIdOf(cart.id)).toBeUndefined()
  })
})
