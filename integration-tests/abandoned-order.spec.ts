import { findAbandonedOrders } from "../src/modules/almara/jobs/abandoned-orders"
import { endPauses } from "./chaos/quiet"
import { passTime } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { checkoutOf, eventually, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore()

/** What a process leaves that dies between placing the order and writing a checkout into the ledger. */
async function placeAbandonedOrder(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await store.database.query("delete from almara_checkout_event where checkout_id = $1", [order.checkoutId])
  await store.database.query("delete from almara_checkout where id = $1", [order.checkoutId])
  await store.database.query("update payment_session set status = 'pending' where id = $1", [order.paymentSessionId])
  return order
}

async function placedTwoHoursAgo({ orderId }: WaitingOrder): Promise<void> {
  await store.database.query("update order_cart set created_at = created_at - interval '2 hours' where order_id = $1", [
    orderId,
  ])
}

const reservationsOf = async ({ orderId }: WaitingOrder): Promise<number> => {
  const { rows } = await store.database.query(
    "select count(*)::int as count from reservation_item r join order_item i on i.item_id = r.line_item_id where i.order_id = $1 and r.deleted_at is null",
    [orderId],
  )
  return rows[0].count
}

describe("an order whose placing died before a checkout was opened", () => {
  it("can be paid after all, once the shopper tries again", async () => {
    const order = await placeAbandonedOrder()
    expect(
      (await store.shop(`/store/almara/checkouts/${order.paymentSessionId}/retry`, { method: "POST", body: {} }))
        .status,
    ).toBe(200)
    const opened = await checkoutOf(store, order.paymentSessionId)
    expect(opened.checkout_url).toContain(gateway.url)
    const { rows } = await store.database.query(
      "select merchant_request_id from almara_checkout where payment_session_id = $1",
      [order.paymentSessionId],
    )
    await gateway.decide(rows[0].merchant_request_id, { outcome: "paid" })
    const paid = await eventually(
      () => orderOf(store, order.orderId),
      (seen) => seen.transactions.length > 0,
    )
    expect(paid).toMatchObject({ payment_status: "captured", transactions: [{ amount: paid.total }] })
  })

  it("is canceled when the time to pay is over, which frees its stock; no other order is", async () => {
    const held = await placeWaitingOrder(store)
    await gateway.decide(held.merchantRequestId, { outcome: "paid", amount: 1 })
    await eventually(
      () => checkoutState(held),
      (state) => state === "held",
    )
    const waiting = await placeWaitingOrder(store)
    const abandoned = await placeAbandonedOrder()
    for (const order of [held, waiting, abandoned]) await placedTwoHoursAgo(order)

    // The sweep runs every thirty seconds.
    await passTime(store, "31 seconds")
    await eventually(
      () => orderOf(store, abandoned.orderId),
      (seen) => seen.status === "canceled",
      100_000,
    )
    expect(await reservationsOf(abandoned)).toBe(0)
    for (const order of [held, waiting]) expect((await orderOf(store, order.orderId)).status).toBe("pending")
  })

  it("is found also where the chaos run lets the time to pay pass", async () => {
    const order = await placeAbandonedOrder()
    await endPauses(async (sql, values) => (await store.database.query(sql, values)).rows, 0)
    expect(
      await findAbandonedOrders(await connectionTo(store), { dueInMinutes: 60, graceInMinutes: 0, limit: 20 }),
    ).toContain(order.orderId)
  })

  it("is left alone once anything stands in its books: somebody has paid it in another way", async () => {
    const order = await placeAbandonedOrder()
    await placedTwoHoursAgo(order)
    await store.database.query(
      "insert into order_transaction (id, order_id, amount, raw_amount, currency_code, reference, reference_id) values ('ordtrx_cash', $1, 500, '{\"value\":\"500\"}', 'kes', 'cash', '1')",
      [order.orderId],
    )
    const found = async () =>
      (
        await findAbandonedOrders(await connectionTo(store), { dueInMinutes: 60, graceInMinutes: 0, limit: 20 })
      ).includes(order.orderId)
    expect(await found()).toBe(false)
    await store.database.query("delete from order_transaction where id = 'ordtrx_cash'")
    expect(await found()).toBe(true)
  })

  it("is not opened for a session that is another provider's", async () => {
    const order = await placeAbandonedOrder()
    await store.database.query("update payment_session set provider_id = 'pp_system_default' where id = $1", [
      order.paymentSessionId,
    ])
    expect(
      (await store.shop(`/store/almara/checkouts/${order.paymentSessionId}/retry`, { method: "POST", body: {} }))
        .status,
    ).toBe(404)
  })
})

async function checkoutState({ checkoutId }: WaitingOrder): Promise<string> {
  const { rows } = await store.database.query("select state from almara_checkout where id = $1", [checkoutId])
  return rows[0].state
}
