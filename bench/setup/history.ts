import type { Client } from "pg"

/**
 * Fills the ledger and the inbox with a year of payments: nine of ten paid, the rest failed, expired or held, a hundred held at the least; two
 * callbacks and two lines of history for each. Indexes are made afterwards, which is faster, and says the same.
 */
export async function fillHistory(database: Client, checkouts: number): Promise<void> {
  // For the making of indexes only, and in this connection only.
  await database.query("set maintenance_work_mem = '512MB'")
  const indexes = await database.query(
    "select indexname as name, indexdef as definition from pg_indexes where tablename in ('almara_checkout', 'almara_callback', 'almara_checkout_event') and indexname not like '%_pkey'"
  )
  for (const { name } of indexes.rows) await database.query(`drop index "${name}"`)
  const at = "now() - (n::float8 / $1::int) * interval '365 days'"
  await database.query(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, payment_collection_id, order_id, conversation_id, checkout_reference, amount, raw_amount,
       currency_code, due_at, transaction_reference, status_code, result_code, paid_at, closed_at, questions, created_at, updated_at, hold_reason)
     select 'almchk_h' || n, state, 'order_first', 1, 'payses_h' || n, 'pay_col_h' || n, 'order_h' || n, md5(n::text)::uuid::text, 'ORD-20260101-H' || lpad(n::text, 8, '0'), 7000, '{"value":"7000","precision":20}',
       'kes', ${at} + interval '1 hour', 'TXN' || lpad(n::text, 9, '0'), 4, '0', case when state in ('paid', 'held') then ${at} + interval '1 minute' end, ${at} + interval '2 minutes', 1, ${at}, ${at},
       case when state = 'held' then 'amount' end
     from (select n, case when n % least(500, greatest($1::int / 100, 1)) = 0 then 'held' when n % 10 = 1 then 'failed' when n % 20 = 2 then 'expired' else 'paid' end as state from generate_series(1, $1::int) n) numbers`,
    [checkouts]
  )
  await database.query(
    `insert into almara_callback (id, state, conversation_id, checkout_id, signed, payload, fingerprint, duplicate_of, processed_at, created_at)
     select 'almcb_h' || n || '_' || copy, 'done', md5(n::text)::uuid::text, 'almchk_h' || n, true,
       jsonb_build_object('originatorConversationId', md5(n::text)::uuid::text, 'checkoutReference', 'ORD-20260101-H' || lpad(n::text, 8, '0'), 'checkoutOutcome', jsonb_build_object('Status', 4, 'ResultCode', '000')),
       md5(n::text), case when copy = 2 then 'almcb_h' || n || '_1' end, ${at}, ${at} + interval '1 minute' * copy
     from generate_series(1, $1::int) n cross join generate_series(1, 2) copy`,
    [checkouts]
  )
  await database.query(
    `insert into almara_checkout_event (id, checkout_id, kind, actor, detail, created_at)
     select 'almev_h' || n || '_' || kind, 'almchk_h' || n, kind, 'callback', '{}', ${at} from generate_series(1, $1::int) n cross join unnest(array['opened', 'paid']) kind`,
    [checkouts]
  )
  for (const { definition } of indexes.rows) await database.query(definition)
  for (const table of ["almara_checkout", "almara_callback", "almara_checkout_event"]) await database.query(`vacuum analyze "${table}"`)
}
