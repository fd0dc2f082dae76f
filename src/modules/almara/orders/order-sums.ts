/** In SQL, of an order by the name that it has in the query: what Medusa has stored of its sums, in major units. */
export interface OrderSums {
  /**
   * What it asks for as of its version: text, null where Medusa has stored none. It knows no requested return, and no
   * tax that came later.
   */
  asked: string
  /** What it has received, no capture counted twice: numeric. */
  received: string
  /** Whether it is as its cart made it: what it asks for is then what is stored. */
  isUntouched: string
}

/**
 * Spells an order's sums for a query that reads it under this name.
 *
 * @example
 * const { asked } = sumsOf("o")
 * connection.raw(`select o.id, ${asked} as asked from "order" o`)
 */
export function sumsOf(order: string): OrderSums {
  return {
    asked: `(select coalesce(s.totals->'raw_current_order_total'->>'value', s.totals->>'current_order_total')
      from order_summary s where s.order_id = ${order}.id and s.version = ${order}.version and s.deleted_at is null limit 1)`,
    received: `(select coalesce(sum(t.amount), 0) from order_transaction t where t.order_id = ${order}.id and t.deleted_at is null and not ${isDoubled("t")})`,
    isUntouched: `(${order}.version = 1 and exists (select 1 from order_cart l where l.order_id = ${order}.id and l.deleted_at is null))`,
  }
}

/**
 * In SQL, of an `order_transaction` by the name that it has in the query: whether an older one of the same order stands
 * for the same capture. Medusa looks before it writes one, but two that do so at once both write
 * (docs/medusa-upstream.md, 24).
 */
export function isDoubled(transaction: string): string {
  return `(${transaction}.reference = 'capture' and exists (
    select 1 from order_transaction older where older.order_id = ${transaction}.order_id and older.reference = 'capture' and older.reference_id = ${transaction}.reference_id
      and older.amount = ${transaction}.amount and older.id < ${transaction}.id and older.deleted_at is null))`
}
