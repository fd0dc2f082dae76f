import { WANTS_ORDER } from "../../../core/checkout/hold-reasons"
import { sqlList } from "../../../core/checkout/states"
import { isOurs } from "../../../core/provider-id"
import type { Connection } from "../connection"
import { firstIdSince } from "../ids"
import { KEPT_BECAUSE, KEPT_UNTIL_DEADLINE } from "../orders/kept-orders"
import { REFUND_LEFT } from "../orders/marked-refunds"

/** Older ones are a merchant's to look at: nothing is canceled or held that long afterwards without being asked. */
export const LOOKBACK_IN_DAYS = 7
/** An order's id begins with the time of the process that placed it, whose clock may have been wrong. */
const SLACK_IN_DAYS = 1
const DAY = 86_400_000

/**
 * Orders of carts that wait for a payment by Almara which cannot come any more, and are ours to cancel but for what
 * waits in the inbox: the process died while it completed the cart, after the order was placed and before a checkout
 * was written into the ledger; or its checkouts ended before its deadline, which the merchant may have moved. Medusa
 * takes such an order for complete, and nothing else would ever free its stock. How old an order is says its link to
 * the cart: Postgres dates that, while orders are dated by the clock of a process.
 */
export async function findAbandonedOrders(
  connection: Connection,
  { dueInMinutes, graceInMinutes, limit }: { dueInMinutes: number; graceInMinutes: number; limit: number },
): Promise<string[]> {
  const { rows: clock } = await connection.raw<{ rows: [{ now: Date }] }>("select now()")
  const { rows } = await connection.raw<{ rows: { id: string }[] }>(ABANDONED, {
    first: firstIdSince("order", clock[0].now.getTime() - (LOOKBACK_IN_DAYS + SLACK_IN_DAYS) * DAY),
    age: dueInMinutes + graceInMinutes,
    grace: graceInMinutes,
    days: LOOKBACK_IN_DAYS,
    limit,
  })
  return rows.map(({ id }) => id)
}

/** What narrows most comes first: a store has many orders that wait for nothing but their parcel. */
const ABANDONED = `
  with moved as (
    select id from almara_order where pay_by between now() - (:days + 1) * interval '1 day' and now() and deleted_at is null
  ), candidate as materialized (
    select o.id, oc.created_at as placed_at
    from "order" o
    join order_cart oc on oc.order_id = o.id and oc.deleted_at is null
    join cart_payment_collection cc on cc.cart_id = oc.cart_id and cc.deleted_at is null
    join payment_session s on s.payment_collection_id = cc.payment_collection_id and s.deleted_at is null
    where (o.id > :first or o.id = any(array(select id from moved))) and o.status = 'pending' and o.deleted_at is null
      and oc.created_at < now() - :age * interval '1 minute'
      and (oc.created_at > now() - :days * interval '1 day' or o.id = any(array(select id from moved)))
      and ${isOurs("s.provider_id")} and s.authorized_at is null
      and not exists (select 1 from order_transaction t where t.order_id = o.id and t.deleted_at is null)
      and not exists (
        select 1 from almara_checkout c
        where (c.payment_collection_id = cc.payment_collection_id or c.payment_session_id = s.id or c.order_id = o.id) and c.deleted_at is null and c.closed_at is null)
  )
  select o.id
  from candidate join "order" o on o.id = candidate.id
  left join almara_order k on k.id = o.id and k.deleted_at is null
  where coalesce(${KEPT_BECAUSE}, ${KEPT_UNTIL_DEADLINE}) is null
  order by candidate.placed_at limit :limit`

/**
 * In SQL, of an `almara_checkout c` and its canceled `"order" o`: money was captured, and nobody has declared that all
 * of it went back.
 */
const IS_REFUND_OWED = `exists (select 1 from (${REFUND_LEFT}) refund where refund.left_to_refund > 0)`

/**
 * Paid orders that were canceled, of whose money nobody has declared that it went back, and whose money is not held:
 * the process died before it heard of the cancellation, or the order was canceled at the very moment in which it was
 * paid. Those that were paid in the last days; or of these checkouts, whenever they were paid, those that were canceled
 * in the last days.
 */
export async function findCanceledPaidOrders(
  connection: Connection,
  limit: number,
  among?: string[],
): Promise<string[]> {
  const { rows } = await connection.raw<{ rows: { order_id: string }[] }>(
    `select distinct c.order_id
     from almara_checkout c
     join "order" o on o.id = c.order_id
     where ${among ? "c.id = any(:among) and o.canceled_at" : "c.paid_at"} > now() - :days * interval '1 day' and c.state = 'paid' and c.deleted_at is null and o.status = 'canceled' and ${IS_REFUND_OWED}
     limit :limit`,
    { days: LOOKBACK_IN_DAYS, limit, ...(among && { among }) },
  )
  return rows.map(({ order_id }) => order_id)
}

/**
 * Returns whether a checkout's captured money stands on a canceled order, and nobody has declared that it went back.
 */
export async function isRefundOwed(connection: Connection, checkoutId: string, orderId: string): Promise<boolean> {
  const { rows } = await connection.raw<{ rows: unknown[] }>(
    `select 1 from almara_checkout c, "order" o where c.id = ? and o.id = ? and o.status = 'canceled' and ${IS_REFUND_OWED}`,
    [checkoutId, orderId],
  )
  return rows.length > 0
}

/**
 * Checkouts that are paid and whose order is not there any more: Medusa rolls an order back, also a paid one, when
 * Redis refuses the events of its completion (docs/medusa-upstream.md, 23). The newest first.
 */
export async function findPaidWithoutOrder(
  connection: Connection,
  { paidWithinMinutes, limit }: { paidWithinMinutes: number; limit: number },
): Promise<string[]> {
  const { rows } = await connection.raw<{ rows: { id: string }[] }>(
    `select c.id
     from almara_checkout c
     where c.paid_at > now() - ? * interval '1 minute' and c.state = 'paid' and c.deleted_at is null
       and not exists (select 1 from "order" o where o.id = c.order_id and o.deleted_at is null)
     order by c.paid_at desc limit ?`,
    [paidWithinMinutes, limit],
  )
  return rows.map(({ id }) => id)
}

/**
 * Checkouts whose money is held for want of an order, while Medusa has captured it and its order stands: the shopper's
 * browser has placed that order, and nobody was told, or somebody else was at the checkout at that moment.
 */
export async function findHeldButPlaced(connection: Connection, limit: number): Promise<string[]> {
  const { rows } = await connection.raw<{ rows: { id: string }[] }>(
    `select c.id
     from almara_checkout c
     join payment p on p.payment_session_id = c.payment_session_id and p.captured_at is not null and p.deleted_at is null
     join order_payment_collection l on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     join "order" o on o.id = l.order_id and o.status <> 'canceled' and o.deleted_at is null
     where c.paid_at > now() - ? * interval '1 day' and c.state = 'held' and c.hold_reason in ${sqlList(WANTS_ORDER)}
       and (c.leased_until is null or c.leased_until < now()) and c.deleted_at is null
     limit ?`,
    [LOOKBACK_IN_DAYS, limit],
  )
  return rows.map(({ id }) => id)
}

/**
 * Checkouts whose money was confirmed so long ago and does not stand on its order, the oldest first. There are few in
 * that state.
 */
export async function findNotBooked(
  connection: Connection,
  { afterSeconds, limit }: { afterSeconds: number; limit: number },
): Promise<{ id: string; last_error: string | null }[]> {
  const { rows } = await connection.raw<{ rows: { id: string; last_error: string | null }[] }>(
    `select c.id, c.last_error
     from almara_checkout c
     left join almara_settlement a on a.checkout_id = c.id and a.closed_at is null and a.deleted_at is null
     where c.state = 'received' and c.deleted_at is null and c.attention_key is distinct from 'not_booked'
       and coalesce(a.created_at, c.created_at) < now() - :afterSeconds * interval '1 second'
     order by c.created_at limit :limit`,
    { afterSeconds, limit },
  )
  return rows
}
