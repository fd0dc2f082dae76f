import { expectHeld, expectPaidOnce, expectUnpaid } from "./setup/expectations"
import { makePromotion } from "./setup/promotions"
import {
  beginPayment,
  checkoutOf,
  choosePayment,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  orderIdOf,
  tryAgain,
  untilState,
  untilProcessed,
  type BegunPayment,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

/**
 * What can go wrong with a cart that becomes an order when it is paid. What goes wrong with an order as well is in
 * end-to-end.both-placements.spec.ts.
 */

const { gateway, store } = withStore({ environment: { ALMARA_PLACEMENT: "pay_first" } })

const begin = () => beginPayment(store, "pay_first")
const stock = (quantity: number) =>
  store.database.query("update inventory_level set stocked_quantity = $1, raw_stocked_quantity = $2", [
    quantity,
    { value: String(quantity), precision: 20 },
  ])

async function expectHeldWithoutOrder(
  cart: BegunPayment,
  ...[reason]: [Parameters<typeof expectHeld>[2]]
): Promise<void> {
  await expectHeld(store, cart.checkoutId, reason)
  await expectUnpaid(store, cart)
  expect(await orderIdOf(store, cart)).toBeUndefined()
}

async function expectPaidOrder(cart: BegunPayment, checkoutId = cart.checkoutId): Promise<void> {
  await untilState(store, checkoutId, "paid")
  await expectPaidOnce(store, await orderIdOf(store, cart))
}

describe("hard scenarios, pay first", () => {
  it("an order of nothing ends on Thank you, and no checkout is opened for it", async () => {
    const { code } = await makePromotion(store, { percent: 100 })
    const cart = await fillCart(store, undefined, { promo_codes: [code] })
    const { body } = await completeCart(store, cart.id)
    expect(body).toMatchObject({ type: "order", order: { total: 0 } })
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({
      status: "paid",
      placement: "pay_first",
      amount: "0",
      order: { display_id: body.order.display_id },
    })
    expect(await ledgerRow(store, cart.paymentSessionId)).toBeUndefined()
  })

  it("a cart is nothing to give up: nothing was ordered yet", async () => {
    const cart = await begin()
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({ status: "open", can_start_over: false })
    const { status, body } = await store.shop(`/store/almara/checkouts/${cart.paymentSessionId}/start-over`, {
      method: "POST",
      body: {},
    })
    expect([status, body.message]).toEqual([400, expect.stringMatching(/Nothing was ordered yet/)])
  })

  it("callback before the new-order answer: the order is placed once the cart can be completed", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "answer_late", delayMs: 3000, times: 1 } })
    const choosing = choosePayment(store, cart.paymentCollectionId)
    const newest = async () =>
      (
        await store.database.query(
          "select * from almara_checkout where payment_collection_id = $1 or payment_session_id in (select id from payment_session where payment_collection_id = $1) order by created_at desc limit 1",
          [cart.paymentCollectionId],
        )
      ).rows[0]
    const creating = await eventually(newest, (seen) => seen?.state === "creating")
    await eventually(
      () => gateway.checkout(creating.merchant_request_id),
      (seen) => seen.request !== undefined,
    )
    await gateway.decide(creating.merchant_request_id, { outcome: "paid" })
    await choosing
    await untilState(store, creating.id, "paid")
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })

  it("paid twice through two attempts: one paid order, and the second payment is held", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, cart.checkoutId, "failed")
    expect((await tryAgain(store, cart.paymentSessionId)).status).toBe(200)
    const second = await ledgerRow(store, cart.paymentSessionId)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await expectPaidOrder(cart, second.id)
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, cart.checkoutId, "twice")
    await expectPaidOrder(cart, second.id)
  })

  it("wrong amount, more than was asked for: held", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid", amount: 7001 })
    await expectHeldWithoutOrder(cart, "amount")
  })

  it("paid, then failed arrives late: nothing is reverted", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await untilState(store, cart.checkoutId, "paid")
    await gateway.decide(cart.merchantRequestId, { outcome: "declined", code: 18 })
    await untilProcessed(store, cart.checkoutId, 2)
    await expectPaidOrder(cart)
  })

  it("canceled by the shopper, yet paid: the money counts", async () => {
    const cart = await begin()
    const { request } = await gateway.checkout(cart.merchantRequestId)
    await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
    await untilState(store, cart.checkoutId, "canceled")
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectPaidOrder(cart)
  })

  it("second tab, then the first one pays: held, and the second can still pay", async () => {
    const cart = await begin()
    const second = await choosePayment(store, cart.paymentCollectionId)
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeldWithoutOrder(cart, "orphaned")
    const { id, merchant_request_id } = await ledgerRow(store, second)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await expectPaidOrder(cart, id)
  })

  it("callback while another process takes its completion back: nothing is held, and the order is placed", async () => {
    const cart = await begin()
    // Medusa completes a cart and links its order in two commits, and takes both back one after the other.
    await store.database.query("update cart set completed_at = now() where id = $1", [cart.id])
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      ({ leased_by, state }) => leased_by !== null || state !== "open",
    )
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await store.database.query("update cart set completed_at = null where id = $1", [cart.id])
    await expectPaidOrder(cart)
  })

  it("stock gone: the money is held, and is placed when there is stock again and a person has it checked", async () => {
    const cart = await begin()
    await stock(0)
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeldWithoutOrder(cart, "unplaceable")
    expect((await ledgerRow(store, cart.paymentSessionId)).last_error).toMatch(/inventory|stock/i)

    await stock(1000)
    const checked = await store.admin(`/admin/almara/checkouts/${cart.checkoutId}/settle`, { method: "POST", body: {} })
    expect(checked.body.checkout.state).toBe("paid")
    await expectPaidOrder(cart)
  })

  it("provider switched: money for the session that Medusa deleted is held", async () => {
    const cart = await begin()
    await store.database.query(
      "insert into region_payment_provider (id, region_id, payment_provider_id) select 'regpp_switched', region_id, 'pp_system_default' from cart where id = $1 on conflict do nothing",
      [cart.id],
    )
    const switched = await store.shop(`/store/payment-collections/${cart.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_system_default" },
    })
    expect(switched.status).toBe(200)
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeldWithoutOrder(cart, "orphaned")
  })

  it("region without the provider: the money is held, and no order is placed", async () => {
    const cart = await begin()
    const removed = await store.database.query(
      "delete from region_payment_provider where payment_provider_id = 'pp_almara_almara' returning *",
    )
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeldWithoutOrder(cart, "unplaceable")
    for (const { id, region_id, payment_provider_id } of removed.rows) {
      await store.database.query(
        "insert into region_payment_provider (id, region_id, payment_provider_id) values ($1, $2, $3)",
        [id, region_id, payment_provider_id],
      )
    }
  })

  it("a paid order is canceled with refunds refused: that is refused, and the order stays paid", async () => {
    const cart = await begin()
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await untilState(store, cart.checkoutId, "paid")
    const canceled = await store.admin(`/admin/orders/${await orderIdOf(store, cart)}/cancel`, {
      method: "POST",
      body: {},
    })
    expect([canceled.status, canceled.body.message]).toEqual([
      400,
      expect.stringMatching(/Almara Pay has no refund call/),
    ])
    await expectPaidOrder(cart)
  })
})
