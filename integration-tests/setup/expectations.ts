import { HOLD_REASONS, type HoldReason } from "../../src/core/checkout/hold-reasons"
import { orderOf, untilState, type Shop } from "./shopper"

/** Throws unless the price of the three shirts was captured once, stands on the order, and in its books, once. */
export async function expectPaidOnce(store: Shop, orderId: string | undefined): Promise<void> {
  const order = await orderOf(store, orderId ?? "none")
  const payments = order.payment_collections.flatMap((collection: any) => collection.payments)
  const seen = {
    payment_status: order.payment_status,
    payments: payments.length,
    captures: payments.flatMap((payment: any) => payment.captures).length,
    canceled: payments.filter((payment: any) => payment.canceled_at).length,
    transactions: order.transactions.map(({ amount }: { amount: number }) => amount),
    paid_total: order.summary.paid_total,
  }
  expect(seen).toEqual({
    payment_status: "captured",
    payments: 1,
    captures: 1,
    canceled: 0,
    transactions: [7000],
    paid_total: 7000,
  })
}

/** Throws unless nothing was captured and no order is paid for a payment. */
export async function expectUnpaid(
  store: Shop,
  { paymentCollectionId }: { paymentCollectionId: string },
): Promise<void> {
  const { rows } = await store.database.query(
    `select (select count(*)::int from payment where payment_collection_id = $1 and deleted_at is null) as payments,
       (select count(*)::int from order_transaction t join order_payment_collection l on l.order_id = t.order_id where l.payment_collection_id = $1 and t.deleted_at is null) as transactions`,
    [paymentCollectionId],
  )
  expect(rows).toEqual([{ payments: 0, transactions: 0 }])
}

/** Waits until a checkout is held for this reason, and throws unless the merchant reads why. */
export async function expectHeld(store: Shop, checkoutId: string, reason: HoldReason): Promise<void> {
  expect(await untilState(store, checkoutId, "held")).toMatchObject({ hold_reason: reason })
  const { body } = await store.admin(`/admin/almara/checkouts/${checkoutId}`)
  expect(body.checkout.outcome).toMatchObject({ label: "Needs attention", sentence: HOLD_REASONS[reason] })
}
