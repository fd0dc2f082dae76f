import type { HoldReason } from "../src/core/checkout/hold-reasons"
import { expectHeld, expectPaidOnce, expectUnpaid } from "./setup/expectations"
import {
  beginPayment,
  checkoutOf,
  checkoutRow,
  choosePayment,
  completeCart,
  eventually,
  ledgerRow,
  orderIdOf,
  orderOf,
  passDueDate,
  tryAgain,
  untilState,
  type BegunPayment,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore({ environment: { ALMARA_PLACEMENT: "pay_first" } })

const begin = () => beginPayment(store, "pay_first")
const sessionOf = async (cart: BegunPayment) =>
  (await store.database.query("select * from payment_session where id = $1", [cart.paymentSessionId])).rows[0]

async function expectPaidOrder(cart: BegunPayment, checkoutId = cart.checkoutId): Promise<void> {
  const { order_id } = await untilState(store, checkoutId, "paid")
  expect(await orderIdOf(store, cart)).toBe(order_id)
  await expectPaidOnce(store, order_id)
  expect(await orderOf(store, order_id)).toMatchObject({ status: "pending", total: 7000 })
}

async function expectNoOrder(cart: BegunPayment): Promise<void> {
  expect(await orderIdOf(store, cart)).toBeUndefined()
  await expectUnpaid(store, cart)
}

describe("pay first, every row of the outcome table", () => {
  it("created: the session tells where to pay, and no order is placed before", async () => {
    const cart = await begin()
    const atAlmara = await gateway.checkout(cart.merchantRequestId)
    expect(await checkoutRow(store, cart.checkoutId)).toMatchObject({
      state: "open",
      placement: "pay_first",
      cart_id: cart.id,
      order_id: null,
    })
    expect((await sessionOf(cart)).data.checkout_url).toBe(atAlmara.pageUrl)
    expect(atAlmara.request.checkoutRequestLines).toHaveLength(3)

    const early = await completeCart(store, cart.id)
    expect(early).toMatchObject({ status: 200, body: { type: "cart", error: { type: "payment_authorization_error" } } })
    expect(early.body.error.message).toMatch(/not confirmed yet/)
    await expectNoOrder(cart)
  })

  it("paid: the order is placed, captured once, with its transaction", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
    await expectPaidOrder(cart)
    const paid = await checkoutRow(store, cart.checkoutId)
    expect(paid).toMatchObject({ transaction_reference: "TXN565FDR43211" })
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({
      status: "paid",
      order: { display_id: (await orderOf(store, paid.order_id)).display_id },
    })
  })

  it("paid while the shopper's browser completes the cart: one order, one capture", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await Promise.all([
      gateway.callback(cart.merchantRequestId, { copies: 5 }),
      completeCart(store, cart.id),
      completeCart(store, cart.id),
      completeCart(store, cart.id),
    ])
    await expectPaidOrder(cart)
  })

  it("failed: the session says error, no order; a new attempt pays", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, cart.checkoutId, "failed")
    await eventually(
      () => sessionOf(cart),
      (session) => session.status === "error",
    )
    await expectNoOrder(cart)

    expect((await tryAgain(store, cart.paymentSessionId)).body.checkout).toMatchObject({ status: "open", attempt: 2 })
    const second = await ledgerRow(store, cart.paymentSessionId)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await expectPaidOrder(cart, second.id)
  })

  it("failed, then paid on the same attempt: the order is placed", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, cart.checkoutId, "failed")
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectPaidOrder(cart)
  })

  it("canceled: the session says so, and no order is placed", async () => {
    const cart = await begin()
    const { request } = await gateway.checkout(cart.merchantRequestId)
    await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
    expect((await checkoutRow(store, cart.checkoutId)).state).toBe("canceled")
    expect((await sessionOf(cart)).status).toBe("canceled")
    await expectNoOrder(cart)
  })

  it("pending: nothing changes, and Almara is asked again", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "pending" })
    const asked = await eventually(
      () => checkoutRow(store, cart.checkoutId),
      (seen) => seen.checks > 0 && seen.leased_by === null,
    )
    expect(asked).toMatchObject({ state: "open", closed_at: null })
    expect((await sessionOf(cart)).status).toBe("pending")
  })

  it("expired: the session is canceled, and no order was placed", async () => {
    const cart = await begin()
    await passDueDate(store, cart.checkoutId)
    await untilState(store, cart.checkoutId, "expired")
    expect((await sessionOf(cart)).status).toBe("canceled")
    await expectNoOrder(cart)
  })

  it.each<[HoldReason, Record<string, unknown>]>([
    ["amount", { amount: 40 }],
    ["currency", { currencyCode: 840, currencyName: "USD" }],
    ["reference", { checkoutReference: "ORD-OF-SOMEBODY-ELSE" }],
  ])("mismatch in the %s: held, and no order is placed", async (reason, reported) => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid", ...reported })
    await expectHeld(store, cart.checkoutId, reason)
    expect(await completeCart(store, cart.id)).toMatchObject({ body: { type: "cart" } })
    await expectNoOrder(cart)
  })

  it("late: paid after expiry is held", async () => {
    const cart = await begin()
    await passDueDate(store, cart.checkoutId)
    await untilState(store, cart.checkoutId, "expired")
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, cart.checkoutId, "late")
    await expectNoOrder(cart)
  })

  it("twice: a payment for a session that the shopper replaced, beside the one that paid", async () => {
    const cart = await begin()
    const secondSession = await choosePayment(store, cart.paymentCollectionId)
    expect(secondSession).not.toBe(cart.paymentSessionId)
    const second = await ledgerRow(store, secondSession)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await expectPaidOrder(cart, second.id)

    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, cart.checkoutId, "twice")
    await expectPaidOrder(cart, second.id)
  })

  it("paid for a session that Medusa deleted as the cart changed: held, and only the ledger knows of it", async () => {
    const cart = await begin()
    const { rows } = await store.database.query("select id from cart_line_item where cart_id = $1 limit 1", [cart.id])
    const changed = await store.shop(`/store/carts/${cart.id}/line-items/${rows[0].id}`, {
      method: "POST",
      body: { quantity: 2 },
    })
    expect(changed.status).toBe(200)
    expect(await sessionOf(cart)).toBeUndefined()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, cart.checkoutId, "orphaned")
    await expectNoOrder(cart)
  })
})
