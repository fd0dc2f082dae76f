import type { HoldReason } from "../src/core/checkout/hold-reasons"
import { expectHeld, expectPaidOnce, expectUnpaid } from "./setup/expectations"
import {
  checkoutOf,
  eventually,
  ledgerRow,
  makeDue,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore()

const row = (order: WaitingOrder) => ledgerRow(store, order.paymentSessionId)
const sessionOf = async (order: WaitingOrder) =>
  (await store.database.query("select * from payment_session where id = $1", [order.paymentSessionId])).rows[0]
const reservations = async (order: WaitingOrder) =>
  (
    await store.database.query(
      "select r.* from reservation_item r join order_item i on i.item_id = r.line_item_id where i.order_id = $1 and r.deleted_at is null",
      [order.orderId],
    )
  ).rows.length
const expectPaid = async (order: WaitingOrder, checkoutId = order.checkoutId) => {
  await untilState(store, checkoutId, "paid")
  await expectPaidOnce(store, order.orderId)
}

async function expectUnpaidAnd(
  order: WaitingOrder,
  expected: { status?: string; payment_status?: string },
): Promise<void> {
  await expectUnpaid(store, order)
  expect(await orderOf(store, order.orderId)).toMatchObject(expected)
}

describe("order first, every row of the outcome table", () => {
  it("created: the order is placed and waits, its stock is reserved, and the session tells where to pay", async () => {
    const order = await placeWaitingOrder(store)
    const placed = await orderOf(store, order.orderId)
    expect(placed.status).toBe("pending")
    expect(placed.payment_status).toBe("awaiting")
    expect(await reservations(order)).toBe(3)

    const session = await sessionOf(order)
    const atAlmara = await gateway.checkout(order.merchantRequestId)
    expect(session.status).toBe("pending_authorization")
    expect(session.data.checkout_url).toBe(atAlmara.pageUrl)
    expect(await row(order)).toMatchObject({ state: "open", order_id: order.orderId, cart_id: order.id, attempt: 1 })
    expect((await checkoutOf(store, order.paymentSessionId)).checkout_url).toBe(atAlmara.pageUrl)
  })

  it("created: the lines at Almara are the cart's, and they add up to the last cent", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    expect(request.checkoutRequestLines).toEqual([
      { sku: "SHRT-BLK-XL-9981", name: "Black Shirt XL", price: 2500 },
      { sku: "SHRT-BLU-L-4421", name: "Blue Shirt Large", price: 2200 },
      { sku: "SHRT-GRN-M-7712", name: "Green Shirt Medium", price: 2300 },
    ])
    expect(request).toMatchObject({
      checkoutCurrencyCode: 404,
      checkoutCurrencyName: "KES",
      checkoutRouteChannelType: 172,
      checkoutAccountNo: "0072",
    })
  })

  it("paid: captured 7,000 with its order transaction, and Almara's reference in the widget's data", async () => {
    const order = await placeWaitingOrder(store)
    const [delivery] = await gateway.decide(order.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
    expect(delivery).toMatchObject({ status: 200 })
    await expectPaid(order)
    expect((await sessionOf(order)).status).toBe("authorized")

    const { body } = await store.admin(`/admin/almara/checkouts?order_id=${order.orderId}`)
    expect(body.checkouts).toHaveLength(1)
    expect(body.checkouts[0]).toMatchObject({
      state: "paid",
      transaction_reference: "TXN565FDR43211",
      amount: "7000",
      result_code: "0",
      outcome: { label: "Paid", color: "green" },
    })
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "paid",
      checkout_url: null,
      order: { display_id: (await orderOf(store, order.orderId)).display_id },
    })
  })

  it("failed: the order waits, the session says error, and a new attempt pays it", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, order.checkoutId, "failed")
    await eventually(
      () => sessionOf(order),
      (session) => session.status === "error",
    )
    await expectUnpaidAnd(order, { status: "pending" })
    const told = await checkoutOf(store, order.paymentSessionId)
    expect(told).toMatchObject({ status: "failed", can_retry: true, checkout_url: null })

    const retried = await tryAgain(store, order.paymentSessionId)
    expect(retried.body.checkout).toMatchObject({ status: "open", attempt: 2 })
    const second = await row(order)
    expect(retried.body.checkout.checkout_url).toBe((await gateway.checkout(second.merchant_request_id)).pageUrl)
    expect((await sessionOf(order)).status).toBe("pending_authorization")

    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await expectPaid(order, second.id)
  })

  it("canceled: the shopper came back by the cancel address, and the order waits", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    const answer = await fetch(request.checkoutCancelUrl, {
      method: "POST",
      body: new URLSearchParams({ any: "thing" }),
      redirect: "manual",
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get("location")).toBe(
      `http://127.0.0.1:8000/checkout/almara?payment_session_id=${order.paymentSessionId}`,
    )
    expect((await row(order)).state).toBe("canceled")
    expect((await sessionOf(order)).status).toBe("canceled")
    await expectUnpaidAnd(order, { status: "pending" })
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "canceled", can_retry: true })
  })

  it("canceled, yet paid: the money counts", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await fetch(request.checkoutCancelUrl, { redirect: "manual" })
    await expectPaid(order)
  })

  it("pending: an inconclusive answer changes nothing, and Almara is asked again", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "pending" })
    const asked = await eventually(
      () => row(order),
      (seen) => seen.checks > 0 && seen.leased_by === null,
    )
    expect(asked).toMatchObject({ state: "open", closed_at: null })
    expect(asked.next_check_at.getTime()).toBeGreaterThan(Date.now())
    expect((await sessionOf(order)).status).toBe("pending_authorization")
    await expectUnpaidAnd(order, { payment_status: "awaiting" })
  })

  it("pending: a callback that never came is found by the clock", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await makeDue(store, order.checkoutId)
    await expectPaid(order)
  })

  it("expired: after the due date the order is canceled and its stock is freed", async () => {
    const order = await placeWaitingOrder(store)
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, "expired")
    await expectUnpaidAnd(order, { status: "canceled" })
    expect(await reservations(order)).toBe(0)
    expect((await sessionOf(order)).status).toBe("canceled")
  })

  it("expired: Almara is asked once more, and what it calls paid is paid", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await passDueDate(store, order.checkoutId)
    await expectPaid(order)
  })

  it.each<[HoldReason, Record<string, unknown>]>([
    ["amount", { amount: 6999 }],
    ["amount", { amount: 7001 }],
    ["currency", { currencyCode: 840, currencyName: "USD" }],
    ["reference", { checkoutReference: "ORD-OF-SOMEBODY-ELSE" }],
  ])("mismatch in the %s: held, and the order stays unpaid", async (reason, reported) => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", ...reported })
    await expectHeld(store, order.checkoutId, reason)
    expect(await row(order)).toMatchObject({ announced_state: "held" })
    await expectUnpaidAnd(order, { status: "pending" })
    expect((await sessionOf(order)).status).toBe("pending_authorization")
    expect((await checkoutOf(store, order.paymentSessionId)).status).toBe("review")
  })

  it("late: paid after the merchant canceled the order is held, and the order stays canceled and unpaid", async () => {
    const order = await placeWaitingOrder(store)
    expect((await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "late")
    await expectUnpaidAnd(order, { status: "canceled" })
  })

  it("late: paid after expiry is held", async () => {
    const order = await placeWaitingOrder(store)
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, "expired")
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "late")
    await expectUnpaidAnd(order, { status: "canceled" })
  })

  it("twice: a second attempt that is paid as well is held, and the order is paid once", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 18 })
    await untilState(store, order.checkoutId, "failed")
    await tryAgain(store, order.paymentSessionId)
    const second = await row(order)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await expectPaid(order, second.id)

    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "twice")
    await expectPaid(order, second.id)
  })

  it("failed, then paid on the same attempt: the money counts", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 14 })
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, order.checkoutId, "failed")
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectPaid(order)
  })
})
