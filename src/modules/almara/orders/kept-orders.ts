import { GRANTED, SET_ASIDE, sqlList, WITH_MONEY } from "../../../core/checkout/states"
import { sqlSmallestUnit } from "../../../core/currencies"
import { isOurs } from "../../../core/provider-id"
import { sumsOf } from "./order-sums"
import { OWN_CART } from "./own-cart"
import { LIVE } from "./payment-links"

const COLLECTIONS =
  "(select payment_collection_id from order_payment_collection where order_id = o.id and deleted_at is null)"
/** In SQL, of an `"order" o`: all its checkouts, through whichever of its payment collections. */
export const CHECKOUTS = `almara_checkout c where c.deleted_at is null and (c.order_id = o.id or c.payment_collection_id in ${COLLECTIONS})`

/**
 * In SQL, of an `"order" o` and its `almara_order k`: whether a shopper's own completion of a cart with a session of
 * ours placed it.
 */
const IS_OURS = `(not o.is_draft_order and coalesce(k.cart_id, case when k.id is null then ${OWN_CART} end) is not null)`

const IS_PAID_OTHERWISE = `(
  exists (select 1 from order_transaction t where t.order_id = o.id and t.deleted_at is null)
  or exists (select 1 from payment p where p.payment_collection_id in ${COLLECTIONS} and p.deleted_at is null and (p.canceled_at is null or p.captured_at is not null)))`

const { asked, received } = sumsOf("o")
/** What the order asks for, less what it has received, is less than the smallest sum that its currency knows. */
export const OWES_NOTHING = `(coalesce(${asked}::numeric, 1) - ${received} < ${sqlSmallestUnit("o.currency_code")})`

const BECAME_AN_ORDER = "(select min(l.created_at) from order_cart l where l.order_id = o.id and l.deleted_at is null)"

/**
 * A cart's attempts from before it became this order, as where Medusa had rolled its completion back, had a time of
 * their own. Where there is no other, the order has as long as the newest of them had.
 */
const FIRST_DUE = `
  coalesce(
    (select c.due_at from almara_checkout c where c.order_id = o.id and c.deleted_at is null and c.created_at >= ${BECAME_AN_ORDER}
     order by c.created_at limit 1),
    (select ${BECAME_AN_ORDER} + (c.due_at - c.created_at) from almara_checkout c where c.order_id = o.id and c.deleted_at is null
     order by c.created_at desc limit 1))`

/**
 * In SQL, of an `"order" o` and its `almara_order k`: until when it may be paid before it is canceled for want of
 * money. Null where it has no deadline: the merchant keeps it, it is not ours to cancel, or money has come for it.
 */
export const DEADLINE = `
  case when k.is_kept or not ${IS_OURS} or ${IS_PAID_OTHERWISE} or exists (select 1 from ${CHECKOUTS} and c.state in ${sqlList(WITH_MONEY)}) then null
  else coalesce(k.pay_by, ${FIRST_DUE}) end`

/** In SQL, of an `"order" o`: whether its customer has chosen another provider. */
export const PAYS_OTHERWISE = `exists (
  select 1 from payment_session s where s.payment_collection_id in ${COLLECTIONS} and s.deleted_at is null and not ${isOurs("s.provider_id")})`

/**
 * In SQL, of an `"order" o` and its `almara_order k`: why it is not ours to cancel for want of a payment, as far as
 * Postgres can tell; null where nothing speaks against it. The first reason that holds is the one that tells a merchant
 * most.
 */
export const KEPT_BECAUSE = `
  case
    when o.status <> 'pending' or o.deleted_at is not null then 'not_waiting'
    when exists (select 1 from ${CHECKOUTS} and c.state in ${sqlList(GRANTED)})
      or exists (select 1 from almara_settlement a where (a.order_id = o.id or a.payment_collection_id in ${COLLECTIONS}) and a.closed_at is null and a.deleted_at is null) then 'paid'
    when exists (select 1 from ${CHECKOUTS} and c.state in ${sqlList(SET_ASIDE)}) then 'money_held'
    when ${IS_PAID_OTHERWISE} then 'paid_otherwise'
    when ${OWES_NOTHING} then 'nothing_owed'
    when ${PAYS_OTHERWISE} then 'other_provider'
    when exists (select 1 from order_fulfillment l join fulfillment f on f.id = l.fulfillment_id and f.canceled_at is null and f.deleted_at is null
      where l.order_id = o.id and l.deleted_at is null) then 'fulfilled'
    when not ${IS_OURS} then 'not_ours'
  end`

/** The same of the deadline, after which so many minutes of grace pass. */
export const KEPT_UNTIL_DEADLINE = `
  case when k.is_kept then 'kept' when ${DEADLINE} + :grace * interval '1 minute' > now() then 'not_due' end`

/** A person has asked somebody to pay, who may not give the order up. Other links are sent to the customer, who may. */
const IS_ASKED_FOR = `exists (
  select 1 from almara_payment_link where order_id = o.id and ${LIVE} and created_by not in ('scheduler', 'merchant') and deleted_at is null)`

/**
 * Why an order is not canceled for want of a payment, but for what waits in the inbox; null where nothing speaks
 * against it.
 */
export const WHY_KEPT = `
  select coalesce(${KEPT_BECAUSE}, case when not :early then ${KEPT_UNTIL_DEADLINE} when ${IS_ASKED_FOR} then 'not_due' end) as reason
  from "order" o left join almara_order k on k.id = o.id and k.deleted_at is null where o.id = :order`

/** An order's deadline as it stands. `now` is when it was read; `until` null where nothing ends the order. */
export interface Deadline {
  until: Date | null
  now: Date
  /** Whether anything is owed on it. */
  owes: boolean
  currency_code: string
}

/** Until when an order may be paid: a `Deadline`, or no row for an order that Medusa does not have. */
export const DEADLINE_OF_ORDER = `
  select ${DEADLINE} as until, clock_timestamp() as now, not ${OWES_NOTHING} as owes, o.currency_code
  from "order" o left join almara_order k on k.id = o.id and k.deleted_at is null where o.id = :order and o.deleted_at is null`

/** In SQL: when a new attempt ends that has so many seconds of its own, and for an order no longer than that has. */
export const DUE_WITHIN_DEADLINE = `
  least(now() + :seconds * interval '1 second', (
    select ${DEADLINE} from "order" o left join almara_order k on k.id = o.id and k.deleted_at is null where o.id = :order))`
