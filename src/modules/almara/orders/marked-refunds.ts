import { isOurs } from "../../../core/provider-id"
import type { RefundSums } from "../../../core/views/admin/attention-sentence"
import type { Connection } from "../connection"
import type { StoredCheckout } from "../ledger/rows"

/**
 * What persons marked as refunded of too much money of an order, and what Medusa has booked as refunded: decimal text
 * in major units.
 */
export interface MarkedRefunds {
  marked: string
  /** What Medusa has booked since the first of those cases was opened. */
  bookedSince: string
  /** What Medusa has booked in all: a case keeps that as `booked_before`. */
  booked: string
}

/**
 * Medusa books refunds while it cancels an order; what was booked longer before, or afterwards, a person has declared.
 */
const BOOKED_BY_CANCELING_WITHIN_SECONDS = 60

/** In SQL, of a refund or its line in the books of an `"order" o`: whether a person has declared it. */
const isDeclared = (booking: string) =>
  `coalesce(${booking}.created_at not between o.canceled_at - ${BOOKED_BY_CANCELING_WITHIN_SECONDS} * interval '1 second' and o.canceled_at, true)`

/**
 * In SQL, of an `"order" o`. What was marked is forgotten once Medusa has booked it: the line that says so has a
 * `booked_amount`. No clock of another machine is compared.
 */
const MARKED_REFUNDS = `
  with event as (
    select e.kind, e.detail, e.created_at from almara_checkout_event e
    where e.checkout_id = any(array(select c.id from almara_checkout c where c.order_id = o.id and c.deleted_at is null))
      and e.kind in ('attention_closed', 'attention_over') and e.deleted_at is null
  ), marked as (
    select (detail->>'refunded_amount')::numeric as amount, (detail->>'booked_before')::numeric as booked_before from event
    where kind = 'attention_closed' and upper(detail->>'currency_code') = upper(o.currency_code)
      and created_at > coalesce((select max(created_at) from event where kind = 'attention_over' and detail->>'booked_amount' is not null), '-infinity')
  ), booked as (
    select coalesce(-sum(t.amount), 0) as amount from order_transaction t where t.order_id = o.id and t.amount < 0 and t.deleted_at is null and ${isDeclared("t")}
  )
  select coalesce((select sum(amount) from marked), 0) as marked, amount as booked,
    greatest(amount - coalesce((select min(booked_before) from marked), amount), 0) as booked_since
  from booked`

/** Reads what is known to have gone back of an order's money, on whichever of its attempts it was marked. */
export async function markedRefundsOf(connection: Connection, orderId: string): Promise<MarkedRefunds> {
  const { rows } = await connection.raw<{ rows: [MarkedRefunds] }>(
    `select known.marked::text, known.booked::text, known.booked_since::text as "bookedSince"
     from "order" o cross join lateral (${MARKED_REFUNDS}) known where o.id = ?`,
    [orderId],
  )
  return rows[0]
}

/**
 * In SQL, of an `almara_checkout c` and its canceled `"order" o`: what was captured for it, and what of that is left to
 * go back; no row where nothing was captured. What was marked counts for the oldest payments, and what was booked
 * afterwards is taken for it.
 */
export const REFUND_LEFT = `
  with known as (${MARKED_REFUNDS}), payments as (
    select p.payment_session_id, sums.captured, sums.captured - sums.declared as kept,
      sum(sums.captured - sums.declared) over (order by p.created_at, p.id) as kept_so_far
    from order_payment_collection l
    join payment p on p.payment_collection_id = l.payment_collection_id and ${isOurs("p.provider_id")} and p.captured_at is not null and p.deleted_at is null
    cross join lateral (
      select coalesce((select sum(k.amount) from capture k where k.payment_id = p.id and k.deleted_at is null), 0) as captured,
        coalesce((select sum(r.amount) from refund r where r.payment_id = p.id and r.deleted_at is null and ${isDeclared("r")}), 0) as declared
    ) sums
    where l.order_id = o.id and l.deleted_at is null
  )
  select payments.captured, kept - least(kept, greatest(known.marked - known.booked_since - (kept_so_far - kept), 0)) as left_to_refund
  from payments cross join known where payments.payment_session_id = c.payment_session_id`

/**
 * Returns of the held money of canceled orders what went back before, by the ids of its checkouts; none where nothing
 * did.
 */
export async function canceledRefunds(
  connection: Connection,
  checkouts: Pick<StoredCheckout, "id" | "state" | "hold_reason">[],
): Promise<Map<string, RefundSums>> {
  const ids = checkouts
    .filter(({ state, hold_reason }) => state === "held" && hold_reason === "order_canceled")
    .map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const { rows } = await connection.raw<{ rows: (RefundSums & { id: string })[] }>(
    `select c.id, trim_scale(refund.captured - refund.left_to_refund)::text as refunded_amount, trim_scale(refund.left_to_refund)::text as left_amount
     from almara_checkout c join "order" o on o.id = c.order_id cross join lateral (${REFUND_LEFT}) refund
     where c.id = any(?) and o.status = 'canceled' and refund.left_to_refund < refund.captured`,
    [ids],
  )
  return new Map(rows.map(({ id, ...sums }) => [id, sums]))
}
