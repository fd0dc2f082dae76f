import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { completeCart, eventually, fillCart, ledgerRow, makeDue, orderIdOf, placeWaitingOrder } from "./setup/shopper"
import type { RunningStore } from "./setup/store"
import { withGateway, withStoreOf } from "./setup/with-store"

/**
 * Medusa rolls an order back after it has captured the money, and then tries to give the money back by itself. Postgres
 * refuses to write the order's transaction, which comes right after the capture.
 */

const gateway = withGateway()

async function breakBooks(store: RunningStore): Promise<void> {
  await store.database.query(`
    create or replace function spec_no_books() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
    create or replace trigger spec_no_books before insert on order_transaction for each row execute function spec_no_books()`)
}

const mendBooks = (store: RunningStore) =>
  store.database.query("drop trigger if exists spec_no_books on order_transaction")
const countOf = async (store: RunningStore, table: "refund" | "capture"): Promise<number> =>
  (await store.database.query(`select count(*)::int as count from ${table}`)).rows[0].count

describe.each(["refuse", "manual"])("pay first, with refunds: %s", (refunds) => {
  const store = withStoreOf(gateway, { environment: { ALMARA_PLACEMENT: "pay_first", ALMARA_REFUNDS: refunds } })

  it("nothing is refunded, no second payment is begun, and the order is placed with the captured money", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await breakBooks(store)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await eventually(
      () => countOf(store, "capture"),
      (count) => count === 1,
    )
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.state === "received" && seen.leased_by === null,
    )
    expect(await orderIdOf(store, cart)).toBeUndefined()
    expect(await countOf(store, "refund")).toBe(0)
    const sessions = await store.database.query("select id from payment_session where payment_collection_id = $1", [
      cart.paymentCollectionId,
    ])
    expect(sessions.rows).toEqual([{ id: cart.paymentSessionId }])
    expect(
      (
        await store.database.query("select 1 from almara_checkout where payment_collection_id = $1", [
          cart.paymentCollectionId,
        ])
      ).rows,
    ).toHaveLength(1)

    await mendBooks(store)
    await makeDue(store, id)
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.state === "paid",
    )
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })

  it("what can be placed no more is held with its reason, and a person can resolve it", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await breakBooks(store)
    const captured = await countOf(store, "capture")
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await eventually(
      () => countOf(store, "capture"),
      (count) => count === captured + 1,
    )
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.state === "received" && seen.leased_by === null,
    )
    // Until it is resolved, the callback's next try or the clock would place the order if Almara were in the region.
    const removed = await store.database.query(
      "delete from region_payment_provider where payment_provider_id = 'pp_almara_almara' returning *",
    )
    await mendBooks(store)
    await makeDue(store, id)
    await expectHeld(store, id, "unplaceable")
    const resolve = () =>
      store.admin(`/admin/almara/checkouts/${id}/resolve`, {
        method: "POST",
        body: { action: "refunded", note: "sent back by hand" },
      })
    // It was taken a moment ago, and nobody knows yet that no order comes of it.
    expect(await resolve()).toMatchObject({ status: 409, body: { code: "being_placed" } })
    await store.database.query(
      "update almara_settlement set taken_at = now() - interval '3 minutes' where checkout_id = $1",
      [id],
    )
    expect((await resolve()).body.checkout).toMatchObject({ state: "resolved" })
    for (const link of removed.rows) {
      await store.database.query(
        "insert into region_payment_provider (id, region_id, payment_provider_id) values ($1, $2, $3)",
        [link.id, link.region_id, link.payment_provider_id],
      )
    }
  })

  it("a cart whose money is there cannot be changed, and what was held is settled with its order", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    const stock = (quantity: number) =>
      store.database.query("update inventory_level set stocked_quantity = $1, raw_stocked_quantity = $2", [
        quantity,
        { value: String(quantity), precision: 20 },
      ])
    await stock(0)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await expectHeld(store, id, "unplaceable")
    const { rows } = await store.database.query(
      "select id from cart_line_item where cart_id = $1 and deleted_at is null limit 1",
      [cart.id],
    )
    await stock(1000)
    const changed = await store.shop(`/store/carts/${cart.id}/line-items/${rows[0].id}`, {
      method: "POST",
      body: { quantity: 2 },
    })
    expect([changed.status, changed.body.message]).toEqual([400, expect.stringMatching(/already paid/)])
    const again = await store.shop(`/store/payment-collections/${cart.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_almara_almara" },
    })
    expect([again.status, again.body.message]).toEqual([400, expect.stringMatching(/already paid/)])
    // Placed, captured and rolled back once more: Medusa's own refund of held money is not booked either.
    await breakBooks(store)
    const captured = await countOf(store, "capture")
    expect((await completeCart(store, cart.id)).body.type).not.toBe("order")
    expect([await countOf(store, "capture"), await countOf(store, "refund")]).toEqual([captured + 1, 0])
    await mendBooks(store)
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
    await eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (seen) => seen.state === "paid",
    )
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })
})

describe("order first", () => {
  const store = withStoreOf(gateway)

  it("a capture without its transaction: that is written by the next run, and no payment is canceled", async () => {
    const order = await placeWaitingOrder(store)
    await breakBooks(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => countOf(store, "capture"),
      (count) => count === 1,
    )
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (seen) => seen.state === "received" && seen.leased_by === null,
    )
    await mendBooks(store)
    await makeDue(store, order.checkoutId)
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (seen) => seen.state === "paid",
    )
    await expectPaidOnce(store, order.orderId)
  })
})
