import type { ReceivedMoney } from "../../../core/views/admin/settlement"
import { money } from "../../../core/money"
import { GRANTED, WITH_MONEY } from "../../../core/checkout/states"
import type { Connection } from "../connection"
import { receivedSum, reportedSums } from "../ledger/reported-amount"
import type { CheckoutEventRow, StoredCheckout } from "../ledger/rows"

/**
 * Returns the money that has come since then, the newest first, and all that is confirmed and not booked yet, however
 * long ago it came: that must never be out of sight. It has no time yet: its checkout's counts.
 */
export async function receivedSince(connection: Connection, since: Date, limit: number): Promise<ReceivedMoney[]> {
  const rows = await connection<StoredCheckout>("almara_checkout")
    .whereNull("deleted_at")
    .whereIn("state", WITH_MONEY)
    .where((any) => any.where("paid_at", ">=", since).orWhere("state", "received"))
    .orderByRaw("state = 'received' desc, coalesce(paid_at, created_at) desc")
    .limit(limit)
  return received(connection, rows as StoredCheckout[])
}

/** Returns the money that has come for these payment sessions, whenever it came. */
export async function receivedOf(connection: Connection, paymentSessionIds: string[]): Promise<ReceivedMoney[]> {
  if (paymentSessionIds.length === 0) return []
  const rows = await connection<StoredCheckout>("almara_checkout")
    .whereNull("deleted_at")
    .whereIn("state", WITH_MONEY)
    .whereIn("payment_session_id", paymentSessionIds)
  return received(connection, rows as StoredCheckout[])
}

/**
 * Money with the sum that came, as far as it is known, else with the one that was asked for; dealt with, also with what
 * was done.
 */
async function received(connection: Connection, rows: StoredCheckout[]): Promise<ReceivedMoney[]> {
  const ids = rows.map((row) => row.id)
  const [reported, resolved] = await Promise.all([
    reportedSums(connection, rows),
    connection<CheckoutEventRow>("almara_checkout_event")
      .whereIn("checkout_id", ids)
      .where({ kind: "resolved", deleted_at: null })
      .orderBy("created_at"),
  ])
  const actions = new Map(resolved.map(({ checkout_id, detail }) => [checkout_id, detail?.action]))
  return rows.map((row) => ({
    checkout_id: row.id,
    checkout_reference: row.checkout_reference,
    merchant_request_id: row.merchant_request_id,
    method: row.method,
    account: row.account,
    payment_session_id: row.payment_session_id,
    state: row.state as ReceivedMoney["state"],
    // Of held money only that of a canceled order was captured; a payment of the same session belongs to another
    // attempt.
    owns_payment: GRANTED.includes(row.state) || row.hold_reason === "order_canceled",
    resolution: row.state === "resolved" ? (actions.get(row.id) === "refunded" ? "refunded" : "dismissed") : null,
    money: receivedSum(row, reported.get(row.id)) ?? money(row.amount, row.currency_code),
    at: new Date(row.paid_at ?? row.created_at),
  }))
}
