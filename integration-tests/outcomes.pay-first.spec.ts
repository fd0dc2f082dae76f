import { startGateway, type Gateway } from "./setup/gateway"
import { checkoutOf, choosePayment, completeCart, eventually, fillCart, ledgerRow, orderOf, type FilledCart } from "./setup/shopper"
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
const untilState = (cart: FilledCart, state: string) => eventually(() => row(cart), (seen) => seen.state === state)
const sessionOf = async (cart: FilledCart) =>
  (await store.database.query("select * from payment_session where id = $1", [cart.paymentSessionId])).rows[0]
const orderIdOf = async (cart: FilledCart): Promise<string | undefined> =>
  (await store.database.query("select order_id from order_cart where cart_id = $1 and deleted_at is null", [cart.id])).rows[0]?.order_id
const passDueDate = (checkoutId: string) =>
  store.database.query("update almara_checkout set due_at = now() - interval '1 day', next_question_at = now() where id = $1", [checkoutId])

async function expectPaidOrder(cart: FilledCart): Promise<void> {
  const orderId = await eventually(() => orderIdOf(cart), (seen) => seen !== undefined)
  const order = await orderOf(store, orderId ?? "")
  expect(order).toMatchObject({ status: "pending", payment_status: "captured", total: 7000 })
  const payments = order.payment_collections.flatMap((collection: any) => collection.payments)
  expect(payments).toHaveLength(1)
  expect(payments[0].captures).toHaveLength(1)
  expect(order.transactions).toHaveLength(1)
  expect(order.summary.paid_total).toBe(7000)
}

describe("pay first, every row of the outcome table", () => {
  it("created: the session tells where to pay, and no order is placed before", async () => {
    const cart = await fillCart(store)
    const checkout = await row(cart)
    const atAlmara = await gateway.checkout(checkout.conversation_id)
    expect(checkout).toMatchObject({ state: "open", placement: "pay_first", cart_id: cart.id, order_id: null })
    expect((await sessionOf(cart)).data.checkout_url).toBe(atAlmara.pageUrl)
    expect(atAlmara.request.checkoutRequestLines).toHaveLength(3)

    const early = await completeCart(store, cart.id)
    expect(early).toMatchObject({ status: 200, body: { type: "cart", error: { type: "payment_authorization_error" } } })
    expect(early.body.error.message).toMatch(/not confirmed yet/)
    expect(await orderIdOf(cart)).toBeUndefined()
  })

  it("paid: the order is placed, captured once, with its transaction", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    await gateway.decide(conversation_id, { outcome: "paid", reference: "TXN565FDR43211" })
    const paid = await untilState(cart, "paid")
    await expectPaidOrder(cart)
    expect(paid).toMatchObject({ transaction_reference: "TXN565FDR43211", order_id: await orderIdOf(cart) })
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({ status: "paid", order: { id: paid.order_id } })
  })

  it("paid while the shopper's browser completes the cart: one order, one capture", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    await gateway.decide(conversation_id, { outcome: "paid", callback: { send: false } })
    await Promise.all([gateway.callback(conversation_id, { copies: 5 }), completeCart(store, cart.id), completeCart(store, cart.id), completeCart(store, cart.id)])
    await untilState(cart, "paid")
    await expectPaidOrder(cart)
  })

  it("failed: the session says error, no order; a new attempt pays", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    await gateway.decide(conversation_id, { outcome: "declined", code: 1 })
    await untilState(cart, "failed")
    await eventually(() => sessionOf(cart), (session) => session.status === "error")
    expect(await orderIdOf(cart)).toBeUndefined()

    const retried = await store.shop(`/store/almara/checkouts/${cart.paymentSessionId}/retry`, { method: "POST", body: {} })
    expect(retried.body.checkout).toMatchObject({ status: "open", attempt: 2 })
    await gateway.decide((await row(cart)).conversation_id, { outcome: "paid" })
    await untilState(cart, "paid")
    await expectPaidOrder(cart)
  })

  it("failed, then paid on the same attempt: the order is placed", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    await gateway.decide(conversation_id, { outcome: "declined", code: 1 })
    await untilState(cart, "failed")
    await gateway.decide(conversation_id, { outcome: "paid" })
    await untilState(cart, "paid")
    await expectPaidOrder(cart)
  })

  it("canceled: the session says so, and no order is placed", async () => {
    const cart = await fillCart(store)
    const { request } = await gateway.checkout((await row(cart)).conversation_id)
    await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
    expect((await row(cart)).state).toBe("canceled")
    expect((await sessionOf(cart)).status).toBe("canceled")
    expect(await orderIdOf(cart)).toBeUndefined()
  })

  it("pending: nothing changes, and Almara is asked again", async () => {
    const cart = await fillCart(store)
    await gateway.decide((await row(cart)).conversation_id, { outcome: "pending" })
    const asked = await eventually(() => row(cart), (seen) => seen.questions > 0 && seen.claimed_by === null)
    expect(asked).toMatchObject({ state: "open", closed_at: null })
    expect((await sessionOf(cart)).status).toBe("pending")
  })

  it("expired: the session is canceled, and no order was placed", async () => {
    const cart = await fillCart(store)
    await passDueDate((await row(cart)).id)
    await untilState(cart, "expired")
    expect((await sessionOf(cart)).status).toBe("canceled")
    expect(await orderIdOf(cart)).toBeUndefined()
  })

  it.each([
    ["amount", { amount: 40 }],
    ["currency", { currencyCode: 840, currencyName: "USD" }],
    ["reference", { checkoutReference: "ORD-OF-SOMEBODY-ELSE" }],
  ])("mismatch in the %s: held, and no order is placed", async (reason, reported) => {
    const cart = await fillCart(store)
    await gateway.decide((await row(cart)).conversation_id, { outcome: "paid", ...reported })
    expect(await untilState(cart, "held")).toMatchObject({ hold_reason: reason })
    expect(await completeCart(store, cart.id)).toMatchObject({ body: { type: "cart" } })
    expect(await orderIdOf(cart)).toBeUndefined()
  })

  it("late: paid after expiry is held", async () => {
    const cart = await fillCart(store)
    const { id, conversation_id } = await row(cart)
    await passDueDate(id)
    await untilState(cart, "expired")
    await gateway.decide(conversation_id, { outcome: "paid" })
    expect(await untilState(cart, "held")).toMatchObject({ hold_reason: "late" })
    expect(await orderIdOf(cart)).toBeUndefined()
  })

  it("twice: a payment for a session that the shopper replaced, beside the one that paid", async () => {
    const cart = await fillCart(store)
    const first = await row(cart)
    const secondSession = await choosePayment(store, cart.paymentCollectionId)
    expect(secondSession).not.toBe(cart.paymentSessionId)
    await gateway.decide((await ledgerRow(store, secondSession)).conversation_id, { outcome: "paid" })
    await eventually(() => ledgerRow(store, secondSession), (seen) => seen.state === "paid")

    await gateway.decide(first.conversation_id, { outcome: "paid" })
    expect(await untilState(cart, "held")).toMatchObject({ hold_reason: "twice" })
    await expectPaidOrder(cart)
  })

  it("paid for a session that Medusa deleted because the cart was changed: held, with the ledger as the only witness", async () => {
    const cart = await fillCart(store)
    const { conversation_id } = await row(cart)
    const { rows } = await store.database.query("select id from cart_line_item where cart_id = $1 limit 1", [cart.id])
    const changed = await store.shop(`/store/carts/${cart.id}/line-items/${rows[0].id}`, { method: "POST", body: { quantity: 2 } })
    expect(changed.status).toBe(200)
    expect(await sessionOf(cart)).toBeUndefined()
    await gateway.decide(conversation_id, { outcome: "paid" })
    expect(await untilState(cart, "held")).toMatchObject({ hold_reason: "orphaned" })
    expect(await orderIdOf(cart)).toBeUndefined()
  })
})
