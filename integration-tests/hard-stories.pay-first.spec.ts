import { HOLD_REASONS, type HoldReason } from "../src/core/transition"
import { startGateway, type Gateway } from "./setup/gateway"
import { choosePayment, eventually, fillCart, ledgerRow, orderOf, type FilledCart } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_PLACEMENT: "pay_first" } })
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

const row = (cart: FilledCart) => ledgerRow(store, cart.paymentSessionId)
const untilState = (cart: FilledCart, state: string) => eventually(() => row(cart), (seen) => seen.state === state && seen.claimed_by === null)
const orderIdOf = async (cart: FilledCart): Promise<string | undefined> =>
  (await store.database.query("select order_id from order_cart where cart_id = $1 and deleted_at is null", [cart.id])).rows[0]?.order_id
const inboxOf = async (checkoutId: string) => (await store.database.query("select * from almara_callback where checkout_id = $1", [checkoutId])).rows

async function expectPaidOnce(cart: FilledCart): Promise<void> {
  const order = await orderOf(store, (await orderIdOf(cart)) ?? "none")
  const captures = order.payment_collections.flatMap((collection: any) => collection.payments.flatMap((payment: any) => payment.captures))
  expect(captures).toHaveLength(1)
  expect(order.transactions).toHaveLength(1)
  expect(order.summary.paid_total).toBe(7000)
}

/** Held, no order, and the merchant reads why. */
async function expectHeld(cart: FilledCart, reason: HoldReason): Promise<void> {
  const { id } = await untilState(cart, "held")
  const { body } = await store.admin(`/admin/almara/checkouts/${id}`)
  expect(JSON.stringify(body.checkout)).toContain(HOLD_REASONS[reason])
  expect(await orderIdOf(cart)).toBeUndefined()
}

describe("hard stories, pay first, as with the order first", () => {
  it("callback before the new-order answer has come back: the order is placed once the cart can be completed", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "answer_late", delayMs: 3000, times: 1 } })
    const choosing = choosePayment(store, cart.paymentCollectionId)
    const newest = async () => (await store.database.query("select * from almara_checkout where payment_collection_id = $1 or payment_session_id in (select id from payment_session where payment_collection_id = $1) order by created_at desc limit 1", [cart.paymentCollectionId])).rows[0]
    const creating = await eventually(newest, (seen) => seen?.state === "creating")
    await eventually(() => gateway.checkout(creating.conversation_id), (seen) => seen.request !== undefined)
    await gateway.decide(creating.conversation_id, { outcome: "paid" })
    const paymentSessionId = await choosing
    await eventually(() => ledgerRow(store, paymentSessionId), (seen) => seen.state === "paid")
    await expectPaidOnce(cart)
  })

  it("wrong amount, more than was asked for: held with its sentence", async () => {
    const cart = await fillCart(store)
    await gateway.decide((await row(cart)).conversation_id, { outcome: "paid", amount: 7001 })
    await expectHeld(cart, "amount")
  })

  it("paid, then failed arrives late: nothing is taken back", async () => {
    const cart = await fillCart(store)
    const { id, conversation_id } = await row(cart)
    await gateway.decide(conversation_id, { outcome: "paid" })
    await untilState(cart, "paid")
    await gateway.decide(conversation_id, { outcome: "declined", code: 18 })
    await eventually(() => inboxOf(id), (seen) => seen.length === 2 && seen.every((callback) => callback.state === "done"))
    expect((await row(cart)).state).toBe("paid")
    await expectPaidOnce(cart)
  })

  it("canceled by the shopper, yet paid: the money counts", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    const { request } = await gateway.checkout(conversation_id)
    await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
    await untilState(cart, "canceled")
    await gateway.decide(conversation_id, { outcome: "paid" })
    await untilState(cart, "paid")
    await expectPaidOnce(cart)
  })

  it("the same callback one hundred times at once: one order, one capture", async () => {
    const cart = await fillCart(store)
    const { id, conversation_id } = await row(cart)
    await gateway.decide(conversation_id, { outcome: "paid", callback: { send: false } })
    await gateway.callback(conversation_id, { copies: 100 })
    await eventually(() => inboxOf(id), (seen) => seen.length === 100 && seen.every((callback) => callback.state === "done"))
    await expectPaidOnce(cart)
  })

  it("second tab, then the first one pays: held with its sentence, and the second can still pay", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    const second = await choosePayment(store, cart.paymentCollectionId)
    await gateway.decide(conversation_id, { outcome: "paid" })
    await expectHeld(cart, "orphaned")
    await gateway.decide((await ledgerRow(store, second)).conversation_id, { outcome: "paid" })
    await eventually(() => ledgerRow(store, second), (seen) => seen.state === "paid")
    await expectPaidOnce(cart)
  })

  it("the merchant cancels a paid order with refunds refused: refused; a new payment session on it as well", async () => {
    const cart = await fillCart(store)
    await gateway.decide((await row(cart)).conversation_id, { outcome: "paid" })
    await untilState(cart, "paid")
    expect((await store.admin(`/admin/orders/${await orderIdOf(cart)}/cancel`, { method: "POST", body: {} })).status).toBe(400)
    const again = await store.shop(`/store/payment-collections/${cart.paymentCollectionId}/payment-sessions`, { method: "POST", body: { provider_id: "pp_almara_almara" } })
    expect([again.status, again.body.message]).toEqual([400, expect.stringMatching(/already paid/)])
    await expectPaidOnce(cart)
  })

  it("check-status not permitted: no order is placed, and it goes on when it is permitted again", async () => {
    const cart = await fillCart(store)
    const { id, conversation_id } = await row(cart)
    await gateway.behave({ checkStatus: { mode: "forbidden" } })
    await gateway.decide(conversation_id, { outcome: "paid" })
    await eventually(() => row(cart), (seen) => seen.last_error !== null && seen.claimed_by === null)
    expect(await orderIdOf(cart)).toBeUndefined()
    await gateway.behave({ checkStatus: { mode: "ok" } })
    await store.database.query("update almara_checkout set next_question_at = now() where id = $1", [id])
    await untilState(cart, "paid")
    await expectPaidOnce(cart)
  })
})
