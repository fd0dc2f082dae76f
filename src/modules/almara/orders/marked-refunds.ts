import type { Connection } from "../connection"

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
 * What was marked is forgotten once Medusa has booked it: the line that says so has a `booked_amount`. No clock of
 * another machine is compared.
 */
const MARKED_REFUNDS = `
  with event as (
    select kind, detail, created_at from almara_checkout_event
    where checkout_id = any(:attempts) and kind in ('attention_closed', 'attention_over') and deleted_at is null
  ), marked as (
    select (detail->>'refunded_amount')::numeric as amount, (detail->>'booked_before')::numeric as booked_before from event
    where kind = 'attention_closed' and upper(detail->>'currency_code') = :currency
      and created_at > coalesce((select max(created_at) from event where kind = 'attention_over' and detail->>'booked_amount' is not null), '-infinity')
  ), booked as (
    select coalesce(-sum(amount), 0) as amount from order_transaction where order_id = :order and amount < 0 and deleted_at is null
  )
  select coalesce((select sum(amount) from marked), 0)::text as marked, amount::text as booked,
    greatest(amount - coalesce((select min(booked_before) from marked), amount), 0)::text as "bookedSince"
  from booked`

/** Reads what is known to have gone back of an order's money, on whichever of these attempts it was marked. */
export async function markedRefundsOf(
  connection: Connection,
  order: { id: string; currency: string; attempts: string[] },
): Promise<MarkedRefunds> {
  const { rows } = await connection.raw<{ rows: [MarkedRefunds] }>(MARKED_REFUNDS, {
    order: order.id,
    currency: order.currency,
    attempts: order.attempts,
  } as never)
  return rows[0]
}
