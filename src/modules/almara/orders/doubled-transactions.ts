import type { Connection } from "../connection"
import { isDoubled } from "./order-sums"

const SUMMARY = `order_id = :order and version = (select version from "order" where id = :order) and deleted_at is null`

const REMOVE = `
  with removed as (
    update order_transaction t set deleted_at = now(), updated_at = now() where t.order_id = :order and t.deleted_at is null and ${isDoubled("t")} returning t.id
  ), counted as (
    select id, coalesce(totals->'raw_transaction_total'->>'value', totals->>'transaction_total')::numeric as received,
      coalesce(totals->'raw_paid_total'->>'value', totals->>'paid_total')::numeric as paid,
      coalesce(totals->'raw_pending_difference'->>'value', totals->>'pending_difference')::numeric as pending
    from order_summary where ${SUMMARY}
  ), difference as (
    select (select coalesce(sum(amount), 0) from order_transaction where order_id = :order and deleted_at is null and id not in (select id from removed)) - received as amount from counted
  ), mended as (
    select id, trim_scale(sum.value) as value, sum.name from counted, difference, lateral (values
      ('transaction_total', received + amount), ('paid_total', paid + amount), ('pending_difference', pending - amount)) as sum (name, value)
  ), written as (
    update order_summary s set updated_at = now(), totals = s.totals || (
      select jsonb_object_agg(name, value) || jsonb_object_agg('raw_' || name, jsonb_build_object('value', value::text, 'precision', 20)) from mended)
    where s.id in (select id from counted) and exists (select 1 from removed)
  )
  select count(*)::int as removed from removed`

/**
 * Takes off an order what stands in its transactions twice for one capture, but for the oldest, and makes its summary
 * count what is left. Medusa's own `deleteOrderTransactions` subtracts from a summary that may have counted both or one
 * of them: afterwards the order may look unpaid. So it is one transaction of ours, and doing it again changes nothing.
 * Returns how many were taken off.
 */
export async function removeDoubledTransactions(connection: Connection, orderId: string): Promise<number> {
  return connection.transaction(async (transaction) => {
    // A process that writes another payment meanwhile writes the summary as well: what it has written by then is
    // counted.
    await transaction.raw(`select id from order_summary where ${SUMMARY} for update`, { order: orderId })
    const { rows } = await transaction.raw<{ rows: [{ removed: number }] }>(REMOVE, { order: orderId })
    return rows[0].removed
  })
}
