import type { AttentionKey } from "../../../core/checkout/attention"
import { sqlList, UNBOOKED } from "../../../core/checkout/states"
import { isOurs } from "../../../core/provider-id"
import type { Connection } from "../connection"
import { firstIdSince } from "../ids"
import { MOVED } from "../ledger/statements"
import { isDoubled } from "../orders/order-sums"

const HOUR = 3_600_000

/** One part of a walk. */
export interface Part {
  /** The last id of the part before; empty at the beginning. */
  after: string
  limit: number
}

/** What a part of a walk has come by. */
export interface Walked {
  checkoutIds: string[]
  /** Where the next part begins: at the beginning, after the last one. */
  next: string
}

/**
 * A payment that Medusa has captured, and for which we know no checkout at all. Its amount is a decimal string in major
 * units.
 */
export interface UnknownPayment {
  id: string
  payment_session_id: string
  payment_collection_id: string
  order_id: string | null
  amount: string
  currency_code: string
}

/** What both books say of a checkout, decimal strings in major units. */
export interface Books {
  id: string
  currency_code: string
  ours: string
  theirs: string
  differ: boolean
  /** The order in whose transactions one of its captures stands more than once. */
  doubled_on: string | null
  /** The case that is open about it. */
  attention_key: AttentionKey | null
}

/**
 * In SQL, of an `almara_settlement a`: whether it is more than the trace of money that was put onto another session.
 */
const IS_NOT_MOVED = `a.closed_as is distinct from '${MOVED}'`

/**
 * Whose payment it is: of the checkout that stands for its session, of the one that did, or of the session's newest
 * one.
 */
const PAYMENTS = `
  with walked as materialized (
    select id, payment_session_id, payment_collection_id, currency_code, provider_id, captured_at, deleted_at from payment where id > :after order by id limit :limit
  ), captured as (
    select walked.*, coalesce(
      (select c.id from almara_settlement a join almara_checkout c on c.id = a.checkout_id and c.deleted_at is null
       where a.payment_session_id = walked.payment_session_id and ${IS_NOT_MOVED} and a.deleted_at is null order by a.closed_at desc nulls first limit 1),
      (select c.id from almara_checkout c where c.payment_session_id = walked.payment_session_id and c.deleted_at is null order by c.state = 'paid' desc, c.attempt desc limit 1)
    ) as checkout_id
    from walked where ${isOurs("provider_id")} and captured_at is not null and deleted_at is null
  )
  select (select case when count(*) < :limit then '' else max(id) end from walked) as next,
    (select coalesce(json_agg(distinct checkout_id), '[]') from captured where checkout_id is not null) as checkout_ids,
    (select coalesce(json_agg(json_build_object('id', id, 'payment_session_id', payment_session_id, 'payment_collection_id', payment_collection_id, 'currency_code', currency_code,
       'order_id', (select l.order_id from order_payment_collection l where l.payment_collection_id = captured.payment_collection_id and l.deleted_at is null limit 1),
       'amount', (select coalesce(sum(k.amount), 0)::text from capture k where k.payment_id = captured.id and k.deleted_at is null))), '[]')
     from captured where checkout_id is null) as unknown`

const PAID = `
  with walked as materialized (
    select id, state, deleted_at from almara_checkout where id > :after order by id limit :limit
  )
  select (select case when count(*) < :limit then '' else max(id) end from walked) as next,
    (select coalesce(json_agg(id), '[]') from walked where state = 'paid' and deleted_at is null) as checkout_ids`

const SETTLEMENTS = `
  with walked as materialized (
    select id, checkout_id, deleted_at from almara_settlement where id > :after order by id limit :limit
  )
  select (select case when count(*) < :limit then '' else max(id) end from walked) as next,
    (select coalesce(json_agg(distinct checkout_id), '[]') from walked where deleted_at is null) as checkout_ids`

/**
 * Both sides of these checkouts. Ours: what was granted of a settlement that stands. Medusa's: what it has captured for
 * that session; of a paid checkout only where it stands on an order, in its transactions. Money that is being booked,
 * or held, is in sight already. Of all others nothing may be captured, and of money that went back nothing on an order
 * that stands.
 */
const BOOKS = `
  select c.id, c.currency_code, c.attention_key, ours.amount::text as ours, theirs.amount::text as theirs, c.state not in ${sqlList(UNBOOKED)} and ours.amount <> theirs.amount as differ,
    (select t.order_id from order_transaction t where t.order_id = c.order_id and t.deleted_at is null and ${isDoubled("t")} limit 1) as doubled_on
  from almara_checkout c
  left join lateral (
    select a.payment_session_id, a.booked_amount from almara_settlement a where a.checkout_id = c.id and a.closed_at is null and a.deleted_at is null limit 1
  ) granted on true
  cross join lateral (
    select case when granted.payment_session_id is null then 0 else
      coalesce(granted.booked_amount::numeric, (select s.amount from payment_session s where s.id = granted.payment_session_id), c.amount) end as amount
  ) ours
  cross join lateral (
    select coalesce(sum(k.amount) - case when c.state = 'paid' then 0 else coalesce((
        select sum(r.amount) from payment p join refund r on r.payment_id = p.id and r.deleted_at is null
        where p.payment_session_id = c.payment_session_id and p.deleted_at is null), 0) end, 0) as amount
    from payment p join capture k on k.payment_id = p.id and k.deleted_at is null
    where p.payment_session_id = coalesce(granted.payment_session_id, c.payment_session_id) and p.captured_at is not null and p.deleted_at is null
      and case when c.state = 'paid' then exists (
          select 1 from order_payment_collection l join "order" o on o.id = l.order_id and o.deleted_at is null
          join order_transaction t on t.order_id = o.id and t.reference = 'capture' and t.reference_id = k.id and t.deleted_at is null
          where l.payment_collection_id = p.payment_collection_id and l.deleted_at is null)
        else not exists (select 1 from almara_settlement a where a.payment_session_id = c.payment_session_id and a.closed_at is not null and ${IS_NOT_MOVED} and a.deleted_at is null)
          or exists (
            select 1 from order_payment_collection l join "order" o on o.id = l.order_id and o.status <> 'canceled' and o.deleted_at is null
            where l.payment_collection_id = p.payment_collection_id and l.deleted_at is null) end
      and (granted.payment_session_id is not null or not exists (
        select 1 from almara_settlement other where other.payment_session_id = c.payment_session_id and other.checkout_id <> c.id and other.closed_at is null and other.deleted_at is null))
  ) theirs
  where c.id = any(:ids) and c.deleted_at is null`

/** All statements of the walk, for a spec that looks at their plans. */
export const BOOK_WALK = { PAYMENTS, PAID, SETTLEMENTS, BOOKS }

interface Found {
  next: string
  checkout_ids: string[]
  unknown?: UnknownPayment[]
}

/** Reads Medusa's books and ours, a part at a time: each part costs the same, however many payments there are. */
export class BookWalk {
  constructor(private readonly connection: Connection) {}

  /** Returns the captured payments of a part of Medusa's. */
  async payments(part: Part): Promise<Walked & { unknown: UnknownPayment[] }> {
    const { next, checkout_ids, unknown = [] } = await this.walk(PAYMENTS, part)
    return { next, checkoutIds: checkout_ids, unknown }
  }

  /** Returns the paid checkouts of a part of our ledger. */
  async paid(part: Part): Promise<Walked> {
    const { next, checkout_ids } = await this.walk(PAID, part)
    return { next, checkoutIds: checkout_ids }
  }

  /** Returns what both sides have written down in the last hour. */
  async newest(limit: number): Promise<{ checkoutIds: string[]; unknown: UnknownPayment[] }> {
    const { rows } = await this.connection.raw<{ rows: [{ now: Date }] }>("select now()")
    const hourAgo = rows[0].now.getTime() - HOUR
    const [payments, settlements] = await Promise.all([
      this.payments({ after: firstIdSince("pay", hourAgo), limit }),
      this.walk(SETTLEMENTS, { after: firstIdSince("almset", hourAgo), limit }),
    ])
    return { checkoutIds: [...payments.checkoutIds, ...settlements.checkout_ids], unknown: payments.unknown }
  }

  /** Returns the checkouts whose case says that the books differ. */
  async shown(limit: number): Promise<string[]> {
    const rows = await this.connection("almara_checkout")
      .where({ attention: "books_differ", deleted_at: null })
      .whereNotNull("attention")
      .limit(limit)
      .select("id")
    return rows.map(({ id }) => String(id))
  }

  /** Returns what both books say of these checkouts. */
  async books(checkoutIds: string[]): Promise<Books[]> {
    if (checkoutIds.length === 0) return []
    const { rows } = await this.connection.raw<{ rows: Books[] }>(BOOKS, { ids: checkoutIds })
    return rows
  }

  /**
   * Writes a checkout for a payment that has none, so that it can be shown: nothing came for it as far as we
   * know, nobody is asked about it, and no money moves by it. Returns its id, also where it stands already.
   */
  async adopt(
    { id, payment_session_id, payment_collection_id, order_id, currency_code }: UnknownPayment,
    checkoutId: string,
    placement: string,
  ): Promise<string | undefined> {
    const { rows } = await this.connection.raw<{ rows: { id: string }[] }>(
      `with written as (
         insert into almara_checkout (id, state, placement, attempt, payment_session_id, payment_collection_id, order_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, closed_at)
         values (:checkoutId, 'resolved', :placement, 1, :payment_session_id, :payment_collection_id, :order_id, :name, :id, 0, '{"value":"0","precision":20}', :currency_code, now(), now())
         on conflict do nothing returning id
       )
       select id from written union all select id from almara_checkout where merchant_request_id = :name and deleted_at is null limit 1`,
      {
        checkoutId,
        placement,
        payment_session_id,
        payment_collection_id,
        order_id,
        currency_code,
        id,
        name: `payment:${id}`,
      },
    )
    return rows[0]?.id
  }

  private async walk(statement: string, { after, limit }: Part): Promise<Found> {
    const { rows } = await this.connection.raw<{ rows: [Found] }>(statement, { after, limit })
    return rows[0]
  }
}
