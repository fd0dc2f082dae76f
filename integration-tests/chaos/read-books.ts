import type { Gateway } from "../setup/gateway"
import type { Books, Capture, StoreCheckout, StoreEvent, StoreOrder } from "./books"
import type { Query } from "./postgres"

const CHECKOUTS = `
  select c.id, c.merchant_request_id as "merchantRequestId", c.state, c.hold_reason as "holdReason", c.payment_session_id as "sessionId",
    c.payment_collection_id as "collectionId", c.amount::text as amount, upper(c.currency_code) as currency, c.closed_at is not null as "isClosed",
    (select coalesce(sum(b.times), 0)::int from almara_callback b where b.checkout_id = c.id) as callbacks,
    exists (select 1 from almara_settlement s where s.checkout_id = c.id and s.closed_at is null and s.deleted_at is null) as "isSettled"
  from almara_checkout c`

const ORDERS = `
  select o.id, o.status, pc.payment_collection_id as "collectionId", oc.cart_id as "cartId",
    coalesce((select (s.totals->>'current_order_total')::numeric from order_summary s where s.order_id = o.id and s.deleted_at is null order by s.version desc limit 1), 0)::text as total,
    coalesce((select json_agg(t.reference_id) from order_transaction t where t.order_id = o.id and t.reference = 'capture' and t.deleted_at is null), '[]') as "bookedCaptures",
    (select count(*)::int from reservation_item r join order_item i on i.item_id = r.line_item_id and i.deleted_at is null where i.order_id = o.id and r.deleted_at is null) as reservations
  from "order" o
  left join order_payment_collection pc on pc.order_id = o.id and pc.deleted_at is null
  left join order_cart oc on oc.order_id = o.id and oc.deleted_at is null
  where o.deleted_at is null`

const CAPTURES = `
  select k.id, p.id as "paymentId", p.payment_session_id as "sessionId", p.payment_collection_id as "collectionId", k.amount::text as amount, upper(p.currency_code) as currency
  from capture k join payment p on p.id = k.payment_id
  where k.deleted_at is null and p.deleted_at is null`

const EVENTS = `select name, subject, coalesce(metadata->>'eventGroupId', '') || ' ' || coalesce(metadata->>'created_at', '') as emission from chaos_event`

const PLACED_ANEW = `
  select count(*)::int as count from (
    select checkout_id from almara_checkout_event where kind = 'paid' and deleted_at is null group by checkout_id having count(*) > 1
  ) again`

/** Reads both sides' books: Almara's over its control interface, the store's straight from the database. */
export async function readBooks(query: Query, gateway: Gateway, interruptions: number): Promise<Books> {
  const inbox = await query<{ state: string; count: number }>(
    "select state, sum(times)::int as count from almara_callback group by state",
  )
  const [anew] = await query<{ count: number }>(PLACED_ANEW)
  const acknowledged = (await gateway.checkouts()).map(({ originatorConversationId: id, deliveries }) => [
    id,
    deliveries.filter(({ status }: { status: number | null }) => status === 200).length,
  ])
  return {
    almara: await gateway.books(),
    checkouts: await query<StoreCheckout>(CHECKOUTS),
    orders: await query<StoreOrder>(ORDERS),
    captures: await query<Capture>(CAPTURES),
    events: await query<StoreEvent>(EVENTS),
    inbox: Object.fromEntries(inbox.map(({ state, count }) => [state, count])),
    acknowledged: Object.fromEntries(acknowledged),
    interruptions,
    placedAnew: anew?.count ?? 0,
  }
}
