import type { Connection } from "../connection"

/**
 * A payment that Medusa has already it uses without asking the provider once more, so that one is taken here. Not every
 * settlement: a shopper who asks again and again while the stock is gone would keep the store from ever closing it.
 * Where the order stands already Medusa only answers it.
 */
const TAKE_FOR_COMPLETION = `
  with collection as (
    select payment_collection_id as id from cart_payment_collection where cart_id = :cart and deleted_at is null
  ), standing as (
    select 1 from order_cart l join "order" o on o.id = l.order_id and o.deleted_at is null where l.cart_id = :cart and l.deleted_at is null
  ), live as (
    select s.id, exists (select 1 from payment p where p.payment_session_id = s.id and p.deleted_at is null) as has_payment
    from payment_session s where s.payment_collection_id in (select id from collection) and s.deleted_at is null
  ), taken as (
    update almara_settlement set taken_at = now(), updated_at = now()
    where payment_session_id in (select id from live where has_payment) and closed_at is null and deleted_at is null and not exists (select 1 from standing)
    returning payment_session_id as id
  ), closed as (
    select a.payment_session_id as id from almara_settlement a
    where a.payment_session_id in (select id from live where has_payment) and a.deleted_at is null and a.payment_session_id not in (select id from taken)
  ), resolved as (
    select c.payment_session_id as id from almara_checkout c
    where c.payment_collection_id in (select id from collection) and c.state = 'resolved' and c.deleted_at is null
  ), payable as (
    select live.id from live
    where live.id not in (select id from resolved)
      or exists (select 1 from almara_settlement a where a.payment_session_id = live.id and a.closed_at is null and a.deleted_at is null)
  )
  select exists (select 1 from standing)
    or (not exists (select 1 from closed) and (not exists (select 1 from resolved) or exists (select 1 from payable))) as may_go_on`

/** The statement of `Ledger.takeForCompletion`. */
export async function takeForCompletion(connection: Connection, cartId: string): Promise<boolean> {
  const { rows } = await connection.raw<{ rows: [{ may_go_on: boolean }] }>(TAKE_FOR_COMPLETION, { cart: cartId })
  return rows[0].may_go_on
}

/** The statement of `Ledger.isOver`. */
export async function isOver(connection: Connection, paymentCollectionId: string): Promise<boolean> {
  const { rows } = await connection.raw<{ rows: [{ is_over: boolean }] }>(
    `select exists (
       select 1 from order_payment_collection l join "order" o on o.id = l.order_id and o.deleted_at is null
       where l.payment_collection_id = :collection and l.deleted_at is null and o.status = 'canceled'
     ) and exists (
       select 1 from almara_checkout where payment_collection_id = :collection and state = 'resolved' and deleted_at is null
     ) as is_over`,
    { collection: paymentCollectionId },
  )
  return rows[0].is_over
}
