import { HOLD_REASONS, type HoldReason } from "../../src/core/transition"
import { eventually, orderOf, type Shop } from "./shopper"

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
  expect(seen).toEqual({ payment_status: "captured", payments: 1, captures: 1, canceled: 0, transactions: [7000], paid_total: 7000 })
}

/** Waits until a checkout is held for this reason, and throws unless the merchant reads why. */
export async function expectHeld(store: Shop, checkoutId: string, reason: HoldReason): Promise<void> {
  const row = async () => (await store.database.query("select state, hold_reason, claimed_by from almara_checkout where id = $1", [checkoutId])).rows[0]
  expect(await eventually(row, (seen) => seen.state === "held" && seen.claimed_by === null)).toMatchObject({ hold_reason: reason })
  const { body } = await store.admin(`/admin/almara/checkouts/${checkoutId}`)
  expect(JSON.stringify(body.checkout)).toContain(HOLD_REASONS[reason])
}
