import type { Connection, Executor } from "../connection"

/**
 * In SQL, of an `almara_order`'s cart: what Medusa's completion of it charged its promotions with, as `PromotionUsage`;
 * null where it charged nothing. Medusa leaves out what is not active at that moment, so this does too.
 */
export function usageOfCart(cart: string): string {
  return `
  (select json_build_object('actions', json_agg(json_build_object('code', charged.code, 'amount', charged.amount::text)),
     'customer_id', min(charged.customer_id), 'customer_email', min(charged.email))::jsonb
   from (
     select a.code, a.amount, c.customer_id, c.email
     from cart c
     join cart_line_item i on i.cart_id = c.id and i.deleted_at is null
     join cart_line_item_adjustment a on a.item_id = i.id and a.deleted_at is null
     where c.id = ${cart}
     union all
     select a.code, a.amount, c.customer_id, c.email
     from cart c
     join cart_shipping_method m on m.cart_id = c.id and m.deleted_at is null
     join cart_shipping_method_adjustment a on a.shipping_method_id = m.id and a.deleted_at is null
     where c.id = ${cart}
   ) charged
   join promotion p on p.code = charged.code and p.status = 'active' and p.deleted_at is null
   left join promotion_campaign g on g.id = p.campaign_id
   where p.campaign_id is null or ((g.starts_at is null or g.starts_at <= now()) and (g.ends_at is null or g.ends_at > now()))
   having count(*) > 0)`
}

/** One row decides who gives back: it is locked until all of it is done, and a crash undoes all of it. */
const MARK_RETURNED = `
  update almara_order set usage_returned_at = now(), updated_at = now()
  where id = :order and usage is not null and usage_returned_at is null and canceled_by is not null and deleted_at is null
    and exists (select 1 from "order" o where o.id = almara_order.id and o.status = 'canceled' and o.deleted_at is null)
  returning id`

/** The promotions that an order has charged, each once. */
const CHARGED = `
  with charged as (
    select p.id, p.campaign_id, p."limit", sum(action.amount) as amount
    from almara_order o
    cross join lateral jsonb_to_recordset(o.usage -> 'actions') as action(code text, amount numeric)
    join promotion p on p.code = action.code and p.deleted_at is null
    where o.id = :order
    group by p.id
  ), budget as (
    select b.id, b.type, sum(charged.amount) as amount, count(*) as codes,
      (select o.usage ->> b.attribute from almara_order o where o.id = :order) as attribute_value
    from charged
    join promotion_campaign_budget b on b.campaign_id = charged.campaign_id and b.deleted_at is null
    group by b.id
  )`

/** In the order of Medusa's own locks, so that neither waits for the other for ever. */
const LOCKS = [
  `${CHARGED} select id from promotion where id in (select id from charged where "limit" is not null) order by id for update`,
  `${CHARGED} select id from promotion_campaign_budget where id in (select id from budget) order by id for update`,
]

const LESS = (used: string, by: string) => `greatest(${used} - ${by}, 0)`
const RAW = (used: string) => `jsonb_build_object('value', trim_scale(${used})::text, 'precision', 20)`

/**
 * Medusa's counters: a promotion's `limit` counts orders, a budget of `spend` each amount, the others orders. That of
 * `use_by_attribute` counts the codes of each customer as well, and keeps no row for none.
 */
const RETURNS = (() => {
  const by =
    "(case budget.type when 'spend' then budget.amount when 'usage' then 1 else case when budget.attribute_value is null then 0 else 1 end end)"
  const total = LESS("b.used", by)
  const each = LESS("u.used", "budget.codes")
  const ofCustomer =
    "u.budget_id = budget.id and budget.type = 'use_by_attribute' and u.attribute_value = budget.attribute_value and u.deleted_at is null"
  return [
    `${CHARGED} update promotion p set used = greatest(p.used - 1, 0), updated_at = now() from charged where p.id = charged.id and p."limit" is not null`,
    `${CHARGED} update promotion_campaign_budget b set used = ${total}, raw_used = ${RAW(total)}, updated_at = now() from budget where b.id = budget.id`,
    `${CHARGED} delete from promotion_campaign_budget_usage u using budget where ${ofCustomer} and u.used <= budget.codes`,
    `${CHARGED} update promotion_campaign_budget_usage u set used = ${each}, raw_used = ${RAW(each)}, updated_at = now() from budget where ${ofCustomer}`,
  ]
})()

/** A store that changes its promotions at this moment is not waited for any longer: it is tried again. */
const LONGEST_WAIT = "set local lock_timeout = '3s'"

/**
 * Gives back what an order that we canceled has charged its promotions with: all of it or nothing, and once, however
 * many ask and however often. Not by Medusa's `revertUsage`, which reads and then writes, and leaves out what is not
 * active any more. Returns whether something was given back now.
 */
export async function giveBackUsage(connection: Connection, orderId: string): Promise<boolean> {
  return connection.transaction(async (transaction) => {
    await transaction.raw(LONGEST_WAIT)
    if ((await rowsOf(transaction, MARK_RETURNED, orderId)).length === 0) return false
    for (const statement of [...LOCKS, ...RETURNS]) await transaction.raw(statement, { order: orderId })
    return true
  })
}

/**
 * Returns the orders that we canceled and whose usage still has to be given back, because a process died or was
 * refused.
 */
export async function findUsageOwed(connection: Connection, limit: number): Promise<string[]> {
  const { rows } = await connection.raw<{ rows: { id: string }[] }>(
    `select a.id from almara_order a
     join "order" o on o.id = a.id and o.status = 'canceled' and o.deleted_at is null
     where a.canceled_by is not null and a.usage is not null and a.usage_returned_at is null and a.deleted_at is null
     limit ?`,
    [limit],
  )
  return rows.map(({ id }) => id)
}

async function rowsOf(executor: Executor, statement: string, order: string): Promise<unknown[]> {
  return (await executor.raw<{ rows: unknown[] }>(statement, { order })).rows
}
