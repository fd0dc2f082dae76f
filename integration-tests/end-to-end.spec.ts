import { shopperSentence } from "../src/core/views/shopper-texts"
import { expectHeld, expectPaidOnce, expectUnpaid } from "./setup/expectations"
import {
  checkoutOf,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  tryAgain,
  untilState,
  untilProcessed,
  type WaitingOrder,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

/**
 * What can go wrong with an order that waits for its payment. What goes wrong with a cart as well is in
 * end-to-end.both-placements.spec.ts.
 */

const { gateway, store } = withStore()

async function payAndSettle(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilState(store, order.checkoutId, "paid")
  return order
}

const cancelOrder = ({ orderId }: WaitingOrder) =>
  store.admin(`/admin/orders/${orderId}/cancel`, { method: "POST", body: {} })

const reservedFor = async ({ orderId }: WaitingOrder): Promise<number> =>
  (
    await store.database.query(
      "select count(*)::int as count from reservation_item r join order_item i on i.item_id = r.line_item_id where i.order_id = $1 and r.deleted_at is null",
      [orderId],
    )
  ).rows[0].count

/** Lets the store's region be without Almara meanwhile. */
async function withoutAlmaraInRegion(work: () => Promise<unknown>): Promise<void> {
  const removed = await store.database.query(
    "delete from region_payment_provider where payment_provider_id = 'pp_almara_almara' returning *",
  )
  expect(removed.rowCount).toBe(1)
  try {
    await work()
  } finally {
    for (const { id, region_id, payment_provider_id } of removed.rows) {
      await store.database.query(
        "insert into region_payment_provider (id, region_id, payment_provider_id) values ($1, $2, $3)",
        [id, region_id, payment_provider_id],
      )
    }
  }
}

describe("hard scenarios, order first", () => {
  it("callback before the new-order answer has come back: the order is placed and paid", async () => {
    const cart = await fillCart(store)
    await gateway.behave({ newOrder: { mode: "answer_late", delayMs: 4000, times: 1 } })
    const completing = completeCart(store, cart.id)
    const creating = await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen !== undefined,
    )
    await eventually(
      () => gateway.checkout(creating.merchant_request_id),
      (seen) => seen.request !== undefined,
    )
    expect((await ledgerRow(store, cart.paymentSessionId)).state).toBe("creating")
    await gateway.decide(creating.merchant_request_id, { outcome: "paid" })
    const { body } = await completing
    expect(body.type).toBe("order")
    await untilState(store, creating.id, "paid")
    await expectPaidOnce(store, body.order.id)
  })

  it("callback while the shopper's browser completes the cart, again and again: one order, one capture", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    const complete = () => completeCart(store, order.id)
    const [, ...completed] = await Promise.all([
      gateway.callback(order.merchantRequestId, { copies: 5 }),
      complete(),
      complete(),
      complete(),
    ])
    expect(new Set(completed.flatMap(({ body }) => body.order?.id ?? []))).toEqual(new Set([order.orderId]))
    await untilState(store, order.checkoutId, "paid")
    await expectPaidOnce(store, order.orderId)
  })

  it("the order is canceled while the shopper is on Almara's page: what is paid there is held", async () => {
    const order = await placeWaitingOrder(store)
    const { pageUrl, request } = await gateway.checkout(order.merchantRequestId)
    expect((await fetch(pageUrl)).status).toBe(200)
    expect((await cancelOrder(order)).status).toBe(200)
    expect((await fetch(`${pageUrl}/pay`, { method: "POST" })).status).toBe(200)
    await fetch(request.checkoutReturnUrl, { method: "POST", redirect: "manual" })
    await expectHeld(store, order.checkoutId, "late")
    await expectUnpaid(store, order)
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "review",
      can_retry: false,
      message: shopperSentence("review"),
    })
  })

  it("it is canceled while the stock is locked: an error changes nothing, and the second try cancels", async () => {
    const [order, other] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
    // Medusa waits five seconds for that lock.
    await store.database.query(`
      create or replace function spec_slow() returns trigger language plpgsql as $$ begin perform pg_sleep(8); return null; end $$;
      create or replace trigger spec_slow before update on reservation_item for each statement execute function spec_slow()`)
    const holding = cancelOrder(other)
    await eventually(
      async () =>
        (
          await store.database.query(
            "select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
          )
        ).rows,
      (rows) => rows.length > 0,
    )
    const refused = await cancelOrder(order)
    await holding
    await store.database.query("drop trigger spec_slow on reservation_item")
    expect(refused.status).toBe(500)
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "open",
      checkout_url: expect.any(String),
    })
    expect(await reservedFor(order)).toBe(3)

    expect((await cancelOrder(order)).status).toBe(200)
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
    expect(await reservedFor(order)).toBe(0)
    // Almara can take nothing back, so it is asked until the checkout's own time is over; nobody is sent there
    // meanwhile.
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "canceled",
      reason: "order_canceled",
      checkout_url: null,
      can_retry: false,
    })
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, "expired")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "expired",
      checkout_url: null,
      can_retry: false,
    })
    await expectUnpaid(store, order)
  }, 120_000)

  it("a paid order is canceled with refunds refused: that is refused, and the order stays paid", async () => {
    const order = await payAndSettle()
    const canceled = await cancelOrder(order)
    expect([canceled.status, canceled.body.message]).toEqual([
      400,
      expect.stringMatching(/Almara Pay has no refund call/),
    ])
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    await expectPaidOnce(store, order.orderId)
  })

  it("second tab on a waiting order: money for the session that Medusa deleted is held", async () => {
    const order = await placeWaitingOrder(store)
    const again = await store.shop(`/store/payment-collections/${order.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_almara_almara" },
    })
    expect(again.status).toBe(200)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "orphaned")
    await expectUnpaid(store, order)
  })

  it("provider switched on a waiting order: money for the session that Medusa deleted is held", async () => {
    const order = await placeWaitingOrder(store)
    const collection = `/admin/payment-collections/${order.paymentCollectionId}/payment-sessions`
    await store.database.query(
      "insert into region_payment_provider (id, region_id, payment_provider_id) select 'regpp_switched', region_id, 'pp_system_default' from cart where id = $1 on conflict do nothing",
      [order.id],
    )
    expect((await store.admin(collection, { method: "POST", body: { provider_id: "pp_system_default" } })).status).toBe(
      200,
    )
    const sessions = await store.database.query(
      "select provider_id from payment_session where payment_collection_id = $1",
      [order.paymentCollectionId],
    )
    expect(sessions.rows).toEqual([{ provider_id: "pp_system_default" }])
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "orphaned")
    await expectUnpaid(store, order)
  })

  it("region without the provider while the order waits: the order is there, and is paid all the same", async () => {
    const order = await placeWaitingOrder(store)
    await withoutAlmaraInRegion(async () => {
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      await untilState(store, order.checkoutId, "paid")
    })
    await expectPaidOnce(store, order.orderId)
  })

  it("Medusa's own Check status opens no second checkout, neither before nor after the due date", async () => {
    const order = await placeWaitingOrder(store)
    const checkStatus = () =>
      store.admin(`/admin/orders/${order.orderId}/payment-sessions/authorize`, {
        method: "POST",
        body: { payment_session_id: order.paymentSessionId },
      })
    const attempts = async () =>
      (
        await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [
          order.paymentSessionId,
        ])
      ).rows.length
    expect((await checkStatus()).status).toBe(200)
    expect(await attempts()).toBe(1)
    await store.database.query("update almara_checkout set due_at = now() - interval '1 second' where id = $1", [
      order.checkoutId,
    ])
    await checkStatus()
    expect(await attempts()).toBe(1)
    expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
  })

  it("two tabs that try again at once get one new attempt", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, order.checkoutId, "failed")
    // Longer than Medusa's lock waits by itself, which is 5 seconds.
    await gateway.behave({ newOrder: { mode: "ok", delayMs: 5400, times: 1 } })
    const answers = await Promise.all([1, 2, 3].map(() => tryAgain(store, order.paymentSessionId)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.checkout.checkout_url)).size).toBe(1)
    expect(
      (
        await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [
          order.paymentSessionId,
        ])
      ).rows,
    ).toHaveLength(2)
  })

  it("paid, then failed arrives late: nothing is reverted", async () => {
    const order = await payAndSettle()
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 18 })
    await untilProcessed(store, order.checkoutId, 2)
    await untilState(store, order.checkoutId, "paid")
    await expectPaidOnce(store, order.orderId)
  })
})
