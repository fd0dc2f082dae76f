import type { Connection } from "../connection"
import { writeEvent } from "../ledger/statements"
import { READ_AT } from "../moments"
import type { CheckoutRow } from "../ledger/rows"

/** An attempt of an order, with what its session tells the storefront. */
export interface OrderAttempt extends CheckoutRow {
  /** The page that the session's data names; only of its newest attempt. */
  session_page: string | null
}

const OF_ORDER = `
  select almara_checkout.*, ${READ_AT}, (
    select s.data->>'checkout_url' from payment_session s where s.id = almara_checkout.payment_session_id and s.deleted_at is null
      and s.data->>'checkout_reference' = almara_checkout.checkout_reference) as session_page
  from almara_checkout
  where deleted_at is null and (order_id = :order or payment_collection_id = any(array(
    select payment_collection_id from order_payment_collection where order_id = :order and deleted_at is null)))
  order by created_at desc, attempt desc`

/** All attempts to pay for an order, through whichever of its payment collections, the newest first. */
export async function attemptsOfOrder(connection: Connection, orderId: string): Promise<OrderAttempt[]> {
  const { rows } = await connection.raw<{ rows: OrderAttempt[] }>(OF_ORDER, { order: orderId })
  return rows
}

/**
 * Marks an attempt as outdated, or as current again, and notes it. Returns false where it was so already, or is closed.
 */
export async function markOutdated(
  connection: Connection,
  checkoutId: string,
  isOutdated: boolean,
  detail: Record<string, unknown>,
): Promise<boolean> {
  return connection.transaction(async (transaction) => {
    const marked = await transaction("almara_checkout")
      .where({ id: checkoutId, closed_at: null, deleted_at: null })
      .modify((query) => void (isOutdated ? query.whereNull("outdated_at") : query.whereNotNull("outdated_at")))
      .update({
        outdated_at: isOutdated ? transaction.fn.now() : null,
        updated_at: transaction.raw("greatest(updated_at, now())"),
      })
    if (marked > 0 && isOutdated)
      await writeEvent(transaction, checkoutId, { kind: "outdated", actor: "scheduler", detail })
    return marked > 0
  })
}

/**
 * Returns what kind of change an order saw last, and whether that was after a moment; undefined where it saw none that
 * changes what it asks for.
 */
export async function lastChangeOf(
  connection: Connection,
  orderId: string,
): Promise<{ type: string; at: Date } | undefined> {
  const { rows } = await connection.raw<{ rows: { type: string; at: Date }[] }>(
    `select change_type as type, coalesce(confirmed_at, updated_at) as at from order_change
     where order_id = ? and status = 'confirmed' and change_type is not null and deleted_at is null order by version desc limit 1`,
    [orderId],
  )
  return rows[0]
}
