import { orderOf } from "../../integration-tests/setup/shopper"
import type { ClonedOrder } from "./clones"
import type { Bench } from "./bench"
import { paidOrder, type Shop } from "./shop"

/** Whether a copy, once paid, looks in the admin like an order that a shopper placed and paid. */
export async function settlesAlike(bench: Bench, shop: Shop, copy: ClonedOrder): Promise<boolean> {
  const placed = await paidOrder(bench, shop)
  const shape = async (orderId: string) => {
    const { payment_status, status, summary, transactions, payment_collections } = await orderOf(shop, orderId)
    const payments = payment_collections.map((one: { status: string; payments: { captures: unknown[] }[] }) => [
      one.status,
      one.payments.map((payment) => payment.captures.length),
    ])
    return JSON.stringify({
      payment_status,
      status,
      paid: summary.paid_total,
      pending: summary.pending_difference,
      transactions: transactions.map((one: { amount: number }) => one.amount),
      payments,
    })
  }
  return (await shape(placed.orderId)) === (await shape(copy.orderId))
}
