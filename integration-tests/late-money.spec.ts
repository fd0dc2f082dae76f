import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { KEPT_REASONS } from "../src/core/checkout/kept-reasons"
import { findAbandonedOrders } from "../src/modules/almara/jobs/abandoned-orders"
import { connectionTo } from "./setup/connection"
import {
  checkoutOf,
  checkoutRow,
  eventually,
  fillCart,
  inboxOf,
  ledgerRow,
  makeDue,
  orderIdOf,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  tryAgain,
  untilState,
  untilProcessed,
} from "./setup/shopper"
import { MISREADING, type RunningStore } from "./setup/store"
import { withGateway, withStoreOf } from "./setup/with-store"

/** Money that comes when nobody waits for it any more, and the order that it came for. */

const gateway = withGateway()

const MINUTE = 60_000
const ORDERS_THAT_END_AT_ONCE = 6
const payInSilence = (merchantRequestId: string) =>
  gateway.decide(merchantRequestId, { outcome: "paid", callback: { send: false } })
const decline = (merchantRequestId: string) => gateway.decide(merchantRequestId, { outcome: "declined", code: 1 })

/** An order whose first attempt was declined, and whose second one is open. */
async function placeAndTryTwice(store: RunningStore) {
  const order = await placeWaitingOrder(store)
  await decline(order.merchantRequestId)
  await untilState(store, order.checkoutId, "failed")
  await tryAgain(store, order.paymentSessionId)
  return { order, second: await ledgerRow(store, order.paymentSessionId) }
}

describe("late money, order first", () => {
  const store = withStoreOf(gateway)

  it("paid after expiry, and its callback is lost: the clock looks again and holds it", async () => {
    const order = await placeWaitingOrder(store)
    await passDueDate(store, order.checkoutId)
    const expired = await untilState(store, order.checkoutId, "expired")
    // The due date is a day back: what is left is the look of two days after it.
    expect(expired.next_check_at.getTime()).toBeGreaterThan(Date.now() + 20 * 60 * MINUTE)
    await payInSilence(order.merchantRequestId)
    await makeDue(store, order.checkoutId)
    await expectHeld(store, order.checkoutId, "late")
    expect(await checkoutRow(store, order.checkoutId)).toMatchObject({
      next_check_at: null,
      announced_state: "held",
    })
    expect(await orderOf(store, order.orderId)).toMatchObject({ status: "canceled", transactions: [] })
  })

  it("paid after expiry, and the shopper comes back: the money is held, and nobody is told to pay again", async () => {
    const order = await placeWaitingOrder(store)
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, "expired")
    await store.database.query("update almara_checkout set last_check_at = now() - interval '1 minute' where id = $1", [
      order.checkoutId,
    ])
    await payInSilence(order.merchantRequestId)
    const { request } = await gateway.checkout(order.merchantRequestId)
    await fetch(request.checkoutReturnUrl, { method: "POST", redirect: "manual" })
    await expectHeld(store, order.checkoutId, "late")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "review",
      can_retry: false,
      checkout_url: null,
    })
  })

  it("declined, closed with its order, and paid on the same page afterwards: a later check holds it", async () => {
    const order = await placeWaitingOrder(store)
    await decline(order.merchantRequestId)
    await untilState(store, order.checkoutId, "failed")
    await passDueDate(store, order.checkoutId)
    await eventually(
      () => orderOf(store, order.orderId),
      (seen) => seen.status === "canceled",
    )
    expect(
      await eventually(
        () => checkoutRow(store, order.checkoutId),
        (seen) => seen.leased_by === null,
      ),
    ).toMatchObject({ state: "failed", announced_state: "expired", closed_at: expect.any(Date) })
    await payInSilence(order.merchantRequestId)
    await makeDue(store, order.checkoutId)
    await expectHeld(store, order.checkoutId, "late")
  })

  it("a second payment of a paid order, and its callback is lost: a later check holds it as paid twice", async () => {
    const { order, second } = await placeAndTryTwice(store)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await untilState(store, second.id, "paid")
    await payInSilence(order.merchantRequestId)
    await passDueDate(store, order.checkoutId)
    await expectHeld(store, order.checkoutId, "twice")
    await expectPaidOnce(store, order.orderId)
  })

  it("the first tab's time is over while the second tab's is open: the order stays, and is paid there", async () => {
    const order = await placeWaitingOrder(store)
    const again = await store.shop(`/store/payment-collections/${order.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_almara_almara" },
    })
    const second: string = again.body.payment_collection.payment_sessions[0].id
    expect((await tryAgain(store, second)).status).toBe(200)
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, "expired")
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    const { id, merchant_request_id } = await ledgerRow(store, second)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await untilState(store, id, "paid")
    await expectPaidOnce(store, order.orderId)
  })

  it("two attempts whose time ends together: the order is canceled, its stock freed, and both are closed", async () => {
    // Which run is faster differs from order to order; only where both are as fast do they meet.
    for (let number = 0; number < ORDERS_THAT_END_AT_ONCE; number += 1) {
      const { order, second } = await placeAndTryTwice(store)
      await store.database.query(
        "update almara_checkout set due_at = now() - interval '1 day' where payment_session_id = $1",
        [order.paymentSessionId],
      )
      const answers = await Promise.all(
        [order.checkoutId, second.id].map((id) =>
          store.admin(`/admin/almara/checkouts/${id}/settle`, { method: "POST", body: {} }),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect((await orderOf(store, order.orderId)).status).toBe("canceled")
      const reserved = await store.database.query(
        "select r.id from reservation_item r join order_item i on i.item_id = r.line_item_id where i.order_id = $1 and r.deleted_at is null",
        [order.orderId],
      )
      expect(reserved.rows).toEqual([])
      expect([
        (await checkoutRow(store, order.checkoutId)).closed_at,
        (await checkoutRow(store, second.id)).closed_at,
      ]).toEqual([expect.any(Date), expect.any(Date)])
    }
  })

  it("an unpaid order that is fulfilled: it is closed with a sentence, and still takes its money", async () => {
    const order = await placeWaitingOrder(store)
    const { rows } = await store.database.query(
      "select i.item_id as id, (select id from stock_location limit 1) as location from order_item i where i.order_id = $1",
      [order.orderId],
    )
    const fulfilled = await store.admin(`/admin/orders/${order.orderId}/fulfillments`, {
      method: "POST",
      body: { location_id: rows[0].location, items: rows.map(({ id }) => ({ id, quantity: 1 })) },
    })
    expect(fulfilled.status).toBe(200)
    await passDueDate(store, order.checkoutId)
    expect((await untilState(store, order.checkoutId, "expired")).last_error).toBe(KEPT_REASONS.fulfilled)
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    // Nor does the sweep of orders without a checkout try to end it, again and again.
    await store.database.query("update order_cart set created_at = now() - interval '1 day' where order_id = $1", [
      order.orderId,
    ])
    expect(
      await findAbandonedOrders(await connectionTo(store), { dueInMinutes: 1, graceInMinutes: 0, limit: 20 }),
    ).not.toContain(order.orderId)
    await payInSilence(order.merchantRequestId)
    await breakBooks()
    await makeDue(store, order.checkoutId)
    // Its time was over, and now its money is on the way: it is not at its end again until that is there.
    expect((await untilState(store, order.checkoutId, "received")).closed_at).toBeNull()
    await mendBooks()
    await makeDue(store, order.checkoutId)
    expect((await untilState(store, order.checkoutId, "paid")).closed_at).toEqual(expect.any(Date))
    await expectPaidOnce(store, order.orderId)
  })

  it("an attempt that ends late does not end the newer one's session, and both have one due date", async () => {
    const order = await placeWaitingOrder(store)
    await store.database.query("update almara_checkout set due_at = now() + interval '10 minutes' where id = $1", [
      order.checkoutId,
    ])
    const { request } = await gateway.checkout(order.merchantRequestId)
    await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
    const { due_at } = await untilState(store, order.checkoutId, "canceled")
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    const second = await ledgerRow(store, order.paymentSessionId)
    expect([second.attempt, second.due_at]).toEqual([2, due_at])

    await decline(order.merchantRequestId)
    await untilState(store, order.checkoutId, "failed")
    const { rows } = await store.database.query("select status from payment_session where id = $1", [
      order.paymentSessionId,
    ])
    expect(rows).toEqual([{ status: "pending_authorization" }])
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await untilState(store, second.id, "paid")
    await expectPaidOnce(store, order.orderId)
  })

  it("one attempt is declined, another's money held: the order waits past its due date for a decision", async () => {
    const { order, second } = await placeAndTryTwice(store)
    await gateway.decide(second.merchant_request_id, { outcome: "paid", amount: 6999 })
    await expectHeld(store, second.id, "amount")
    await passDueDate(store, order.checkoutId)
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.closed_at !== null && seen.leased_by === null,
    )
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    expect(saidExpired(order.orderId)).toHaveLength(0)
    await payInSilence(second.merchant_request_id)
    await store.admin(`/admin/almara/checkouts/${second.id}/settle`, { method: "POST", body: {} })
    await untilState(store, second.id, "paid")
    await expectPaidOnce(store, order.orderId)
  })

  it("another provider has authorized the order: it is not canceled, which would void that payment", async () => {
    const order = await placeWaitingOrder(store)
    for (const table of ["payment_session", "payment"]) {
      const row = {
        id: `other_${table}`,
        provider_id: "pp_system_default",
        payment_collection_id: order.paymentCollectionId,
        currency_code: "kes",
        amount: 7000,
        raw_amount: { value: "7000" },
        data: {},
        status: "authorized",
        payment_session_id: "other_payment_session",
      }
      const columns = Object.keys(row).filter((column) =>
        table === "payment" ? column !== "status" : column !== "payment_session_id",
      )
      await store.database.query(
        `insert into ${table} (${columns.join()}) select ${columns.join()} from jsonb_populate_record(null::${table}, $1)`,
        [row],
      )
    }
    await passDueDate(store, order.checkoutId)
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.closed_at !== null && seen.leased_by === null,
    )
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    expect((await store.database.query("select canceled_at from payment where id = 'other_payment'")).rows).toEqual([
      { canceled_at: null },
    ])
  })

  it("the time of two attempts is over, one after the other: that is said once, with the order's end", async () => {
    const { order, second } = await placeAndTryTwice(store)
    for (const checkoutId of [order.checkoutId, second.id]) {
      expect(saidExpired(order.orderId)).toHaveLength(0)
      await passDueDate(store, checkoutId)
      await eventually(
        () => checkoutRow(store, checkoutId),
        (seen) => seen.closed_at !== null && seen.leased_by === null,
      )
    }
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
    // A late look at the first one says nothing again.
    const { checks } = await checkoutRow(store, order.checkoutId)
    await makeDue(store, order.checkoutId)
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.checks > checks && seen.leased_by === null,
    )
    expect(saidExpired(order.orderId)).toHaveLength(1)
  })

  const breakBooks = () =>
    store.database.query(`
      create or replace function spec_no_books() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
      create or replace trigger spec_no_books before insert on order_transaction for each row execute function spec_no_books()`)
  const mendBooks = () => store.database.query("drop trigger spec_no_books on order_transaction")

  function saidExpired(orderId: string): string[] {
    return store
      .output()
      .split("\n")
      .filter((line) => line.includes("event=checkout.expired") && line.includes(orderId))
  }
})

describe("where Almara may not be asked", () => {
  /** What stands in this file is wrong with the store's reader of callbacks, as long as it does. */
  const fault = path.join(mkdtempSync(path.join(tmpdir(), "almara-spec-")), "fault")
  const misreading = { NODE_OPTIONS: MISREADING, ALMARA_SPEC_MISREADING: fault }
  const store = withStoreOf(gateway, { environment: { ALMARA_VERIFICATION: "signature", ...misreading } })
  const replay = ({ id }: { id: string }) => store.admin(`/admin/almara/callbacks/${id}/replay`, { method: "POST" })

  afterEach(() => rmSync(fault, { force: true }))

  it.each([
    ["a signed callback that was not processed counts when the time is over", true, "paid"],
    ["an unsigned one does not", false, "expired"],
  ])("%s", async (_, signed, state) => {
    const order = await placeWaitingOrder(store)
    const { request, checkoutOutcome } = await gateway
      .decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
      .then(() => gateway.checkout(order.merchantRequestId))
    await store.database.query(
      "insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, tries) values ($1, 'dead', $2, $3, $4, $5, 'spec', 10)",
      [`almcb_${order.checkoutId}`, order.merchantRequestId, order.checkoutId, signed, { ...request, checkoutOutcome }],
    )
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, state)
  })

  it("a callback is read once, as it comes: of what it sent nothing is needed but for a replay", async () => {
    await store.database.query(
      `create function lose_payload() returns trigger language plpgsql as $$ begin new.payload := '{}'; return new; end $$;
       create trigger lose_payload before insert or update on almara_callback for each row execute function lose_payload()`,
    )
    try {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
      expect(await untilState(store, order.checkoutId, "paid")).toMatchObject({
        transaction_reference: "TXN565FDR43211",
      })
      const [callback] = await untilProcessed(store, order.checkoutId, 1)
      expect(callback).toMatchObject({ payload: {}, report: { outcome: { status: 4 } } })
      const { body } = await store.admin(`/admin/almara/checkouts/${order.checkoutId}`)
      expect(body.checkout.timeline).toContainEqual(
        expect.objectContaining({ kind: "callback", detail: expect.objectContaining({ reported: "paid" }) }),
      )
      expect((await replay(callback)).status).toBe(200)
      expect((await inboxOf(store, order.checkoutId))[0].report).toBeNull()
    } finally {
      await store.database.query("drop function lose_payload cascade")
    }
  })

  it.each([
    ["cannot read", "dead", null],
    ["takes for one of a payment under way", "done", { merchantRequestId: expect.any(String) }],
  ])("a callback that a fault of ours %s pays when it is replayed after the mend", async (misreads, state, report) => {
    const order = await placeWaitingOrder(store)
    writeFileSync(fault, misreads)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    const [callback] = await eventually(
      async () => {
        // The tries between are the same again; only their number is moved on.
        await store.database.query(
          "update almara_callback set tries = 9, next_try_at = now() where checkout_id = $1 and tries > 0 and leased_by is null and state = 'waiting'",
          [order.checkoutId],
        )
        return inboxOf(store, order.checkoutId)
      },
      ([seen]) => seen?.state === state,
    )
    expect([callback.report, (await checkoutRow(store, order.checkoutId)).state]).toEqual([report, "open"])

    rmSync(fault)
    expect((await replay(callback)).status).toBe(200)
    await untilState(store, order.checkoutId, "paid")
    expect(await untilProcessed(store, order.checkoutId, 1)).toMatchObject([{ report: { outcome: { status: 4 } } }])
    await expectPaidOnce(store, order.orderId)
  })

  it("the clock is quiet until the time is over", async () => {
    const order = await placeWaitingOrder(store)
    await makeDue(store, order.checkoutId)
    // The scheduler puts the next check off before it claims the checkout: only its last word counts.
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.leased_by === null && seen.next_check_at.getTime() === seen.due_at.getTime() + 2 * MINUTE,
    )
  })
})

describe("late money, pay first", () => {
  const store = withStoreOf(gateway, { environment: { ALMARA_PLACEMENT: "pay_first" } })

  it("paid after expiry, and its callback is lost: held, and no further callback places the order", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await passDueDate(store, id)
    await untilState(store, id, "expired")
    await payInSilence(merchant_request_id)
    await makeDue(store, id)
    await expectHeld(store, id, "late")

    const { request } = await gateway.checkout(merchant_request_id)
    await gateway.callback(merchant_request_id, { copies: 2 })
    await fetch(request.checkoutReturnUrl, { method: "POST", redirect: "manual" })
    await untilProcessed(store, id, 2)
    await untilState(store, id, "held")
    expect(await orderIdOf(store, cart)).toBeUndefined()
  })

  it("the second attempt is declined, then the first one is paid after all: the order is placed", async () => {
    const cart = await fillCart(store)
    const first = await ledgerRow(store, cart.paymentSessionId)
    await decline(first.merchant_request_id)
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.state === "failed",
    )
    await tryAgain(store, cart.paymentSessionId)
    await decline((await ledgerRow(store, cart.paymentSessionId)).merchant_request_id)
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.attempt === 2 && seen.state === "failed",
    )
    await gateway.decide(first.merchant_request_id, { outcome: "paid" })
    await untilState(store, first.id, "paid")
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })
})
