import { expectPaidOnce } from "./setup/expectations"
import { runScript } from "./setup/script"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { withStore } from "./setup/with-store"

/** What is captured without Medusa's own webhook workflow must look as if that had captured it (decision 14). */

const { gateway, store } = withStore()

/** Every row that a payment leaves in Medusa, in whichever table. */
const TRACES: Record<string, string> = {
  payment_session: "trace.id = session_id",
  payment_collection: "trace.id = collection_id",
  payment: "trace.payment_session_id = session_id",
  capture: "trace.payment_id in (select id from payment where payment_session_id = session_id)",
  refund: "trace.payment_id in (select id from payment where payment_session_id = session_id)",
  order: "trace.id = paid.order_id",
  order_summary: "trace.order_id = paid.order_id",
  order_transaction: "trace.order_id = paid.order_id",
  order_change: "trace.order_id = paid.order_id",
}

/** Which order, session and payment it was differs, and when: of these only whether something is there. */
const DIFFERS = /(^|_)(id|at)$|^(checkout_reference|checkout_url)$/

async function tracesOf({
  orderId,
  paymentSessionId,
  paymentCollectionId,
}: WaitingOrder): Promise<Record<string, unknown[]>> {
  const traces: Record<string, unknown[]> = {}
  for (const [table, where] of Object.entries(TRACES)) {
    const { rows } = await store.database.query(
      `with paid as (select $1::text as order_id, $2::text as session_id, $3::text as collection_id) select trace.* from paid, "${table}" trace where ${where}`,
      [orderId, paymentSessionId, paymentCollectionId],
    )
    traces[table] = JSON.parse(
      JSON.stringify(rows, (key, value) => (value !== null && DIFFERS.test(key) ? "there" : value)),
    )
  }
  return traces
}

it("leaves the very rows that Medusa's own webhook workflow leaves", async () => {
  const [ours, medusas] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
  await gateway.decide(ours.merchantRequestId, { outcome: "paid" })
  await eventually(
    () => ledgerRow(store, ours.paymentSessionId),
    (row) => row.state === "paid",
  )

  // The provider answers "captured" for what a settlement stands for.
  await store.database.query(
    "insert into almara_settlement (id, payment_collection_id, payment_session_id, checkout_id) values ('almset_alike', $1, $2, $3)",
    [medusas.paymentCollectionId, medusas.paymentSessionId, medusas.checkoutId],
  )
  const { rows } = await store.database.query(
    "select current_database() as database, (select amount::text from payment_session where id = $1) as amount",
    [medusas.paymentSessionId],
  )
  await runScript("capture-by-medusa.ts", [medusas.paymentSessionId, rows[0].amount], {
    storeUrl: store.url,
    almaraUrl: gateway.url,
    database: rows[0].database,
  })

  const traces = await tracesOf(ours)
  expect(traces).toEqual(await tracesOf(medusas))
  // At the first go: what is missing would be made up for at the next one.
  expect(store.output()).not.toContain("is tried again later")
  expect([traces.payment, traces.capture, traces.order_transaction].map((found) => found?.length)).toEqual([1, 1, 1])
})

it("captures a payment that was only authorized", async () => {
  const order = await placeWaitingOrder(store)
  await store.database.query("update payment_session set status = 'authorized', authorized_at = now() where id = $1", [
    order.paymentSessionId,
  ])
  await store.database.query(
    `insert into payment (id, amount, raw_amount, currency_code, provider_id, payment_collection_id, payment_session_id, data)
     select 'pay_authorized', amount, raw_amount, currency_code, provider_id, payment_collection_id, id, data from payment_session where id = $1`,
    [order.paymentSessionId],
  )
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === "paid",
  )
  await expectPaidOnce(store, order.orderId)
})
