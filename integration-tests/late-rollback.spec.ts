import { findPaidWithoutOrder } from "../src/modules/almara/jobs/abandoned-orders"
import { passTime } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { runScript } from "./setup/script"
import {
  beginPayment,
  checkoutRow,
  completeCart,
  eventually,
  orderIdOf,
  untilState,
  type BegunPayment,
} from "./setup/shopper"
import { withGateway, withStoreOf } from "./setup/with-store"

/**
 * An order is paid, the ledger says so, and only then Medusa takes it back: nobody else would look at that money again.
 */

/** The sweep runs every thirty seconds. */
const UNTIL_THE_SWEEP = "31 seconds"
/** One that is just at work may have looked before: then it takes the next one. */
const SWEPT = 100_000

const gateway = withGateway()

describe.each(["order_first", "pay_first"] as const)("a paid order that is rolled back, %s", (placement) => {
  const store = withStoreOf(gateway, { environment: { ALMARA_PLACEMENT: placement } })

  async function pay(): Promise<BegunPayment & { orderId: string }> {
    const payment = await beginPayment(store, placement)
    await gateway.decide(payment.merchantRequestId, { outcome: "paid" })
    await untilState(store, payment.checkoutId, "paid")
    return { ...payment, orderId: (await orderIdOf(store, payment)) ?? "none" }
  }

  async function takeBack({ orderId, id, paymentCollectionId }: BegunPayment & { orderId: string }): Promise<void> {
    const { rows } = await store.database.query("select current_database() as database")
    await runScript("take-order-back.ts", [orderId, id, paymentCollectionId], {
      storeUrl: store.url,
      almaraUrl: gateway.url,
      database: rows[0].database,
    })
  }

  const kindsOf = async ({ checkoutId }: BegunPayment): Promise<string[]> =>
    (
      await store.database.query("select kind from almara_checkout_event where checkout_id = $1 order by created_at", [
        checkoutId,
      ])
    ).rows.map(({ kind }) => kind)

  it("is placed anew with its money, and the merchant reads what happened", async () => {
    const payment = await pay()
    await takeBack(payment)
    expect(await orderIdOf(store, payment)).toBeUndefined()

    await passTime(store, UNTIL_THE_SWEEP)
    const paid = await eventually(
      () => checkoutRow(store, payment.checkoutId),
      (seen) => seen.state === "paid" && seen.order_id !== payment.orderId && seen.leased_by === null,
      SWEPT,
    )
    expect(paid).toMatchObject({
      hold_reason: null,
      last_error: null,
      order_id: await orderIdOf(store, payment),
      announced_state: "paid",
    })
    await expectPaidOnce(store, paid.order_id)
    expect((await kindsOf(payment)).filter((kind) => ["received", "paid", "held"].includes(kind))).toEqual([
      "received",
      "paid",
      "held",
      "received",
      "paid",
    ])
    // The shopper who presses the button again gets this order and no other.
    expect((await completeCart(store, payment.id)).body.order.id).toBe(paid.order_id)
  })

  it("was placed by the shopper once more in the meantime: that order keeps the money", async () => {
    const payment = await pay()
    await takeBack(payment)
    const { body } = await completeCart(store, payment.id)
    expect(body.type).toBe("order")
    await passTime(store, UNTIL_THE_SWEEP)
    const paid = await eventually(
      () => checkoutRow(store, payment.checkoutId),
      (seen) => seen.state === "paid" && seen.order_id === body.order.id,
      SWEPT,
    )
    await expectPaidOnce(store, paid.order_id)
  })

  it("is found by a process that begins to sweep, however many days later; by the others within an hour", async () => {
    const { checkoutId } = await pay()
    await store.database.query(
      "update almara_checkout set paid_at = now() - interval '2 hours', order_id = 'order_of_nobody' where id = $1",
      [checkoutId],
    )
    const connection = await connectionTo(store)
    expect(await findPaidWithoutOrder(connection, { paidWithinMinutes: 60, limit: 20 })).not.toContain(checkoutId)
    expect(await findPaidWithoutOrder(connection, { paidWithinMinutes: 7 * 24 * 60, limit: 20 })).toContain(checkoutId)
  })

  it("and can be placed no more: its money is held in sight", async () => {
    const payment = await pay()
    await takeBack(payment)
    await store.database.query("update cart set completed_at = now() where id = $1", [payment.id])
    await passTime(store, UNTIL_THE_SWEEP)
    await eventually(
      () => checkoutRow(store, payment.checkoutId),
      (seen) => seen.state === "held" && seen.announced_state === "held" && seen.leased_by === null,
      SWEPT,
    )
    await expectHeld(store, payment.checkoutId, "unplaceable")
    expect(await orderIdOf(store, payment)).toBeUndefined()
  })
})
