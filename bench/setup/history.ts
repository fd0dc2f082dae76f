import { connect } from "../../integration-tests/setup/database"

const AT = "now() - (n::float8 / $1::int) * interval '365 days'"

/** What each table is filled with; $1 is the number of checkouts. */
const FILLINGS = {
  almara_checkout: `
    insert into almara_checkout (id, state, placement, attempt, payment_session_id, payment_collection_id, order_id, merchant_request_id, checkout_reference, amount, raw_amount,
      currency_code, due_at, transaction_reference, status_code, result_code, paid_at, closed_at, checks, created_at, updated_at, hold_reason)
    select 'almchk_h' || n, state, 'order_first', 1, 'payses_h' || n, 'pay_col_h' || n, 'order_h' || n, md5(n::text)::uuid::text, 'ORD-20260101-H' || lpad(n::text, 8, '0'), 7000, '{"value":"7000","precision":20}',
      'kes', ${AT} + interval '1 hour', 'TXN' || lpad(n::text, 9, '0'), 4, '0', case when state in ('paid', 'held') then ${AT} + interval '1 minute' end, ${AT} + interval '2 minutes', 1, ${AT}, ${AT},
      case when state = 'held' then 'amount' end
    from (select n, case when n % least(500, greatest($1::int / 100, 1)) = 0 then 'held' when n % 10 = 1 then 'failed' when n % 20 = 2 then 'expired' else 'paid' end as state from generate_series(1, $1::int) n) numbers`,
  almara_callback: `
    insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, duplicate_of, processed_at, created_at)
    select 'almcb_h' || n || '_' || copy, 'done', md5(n::text)::uuid::text, 'almchk_h' || n, true,
      jsonb_build_object('originatorConversationId', md5(n::text)::uuid::text, 'checkoutReference', 'ORD-20260101-H' || lpad(n::text, 8, '0'), 'checkoutOutcome', jsonb_build_object('Status', 4, 'ResultCode', '000')),
      md5(n::text), case when copy = 2 then 'almcb_h' || n || '_1' end, ${AT}, ${AT} + interval '1 minute' * copy
    from generate_series(1, $1::int) n cross join generate_series(1, 2) copy`,
  almara_checkout_event: `
    insert into almara_checkout_event (id, checkout_id, kind, actor, detail, created_at)
    select 'almev_h' || n || '_' || kind, 'almchk_h' || n, kind, 'callback', '{}', ${AT} from generate_series(1, $1::int) n cross join unnest(array['opened', 'paid']) kind`,
}

/**
 * Fills the ledger and the inbox with a year of payments: nine of ten paid, the rest failed, expired or held, a hundred
 * held at the least; two callbacks and two lines of history for each. Indexes are made afterwards, which is faster, and
 * says the same.
 */
export async function fillHistory(databaseName: string, checkouts: number): Promise<void> {
  await Promise.all(
    Object.entries(FILLINGS).map(([table, filling]) => fillTable(databaseName, table, filling, checkouts)),
  )
  // Not before all are filled: while one is, Postgres cannot tell that the rows of another are visible to everybody.
  const database = await connect(databaseName)
  try {
    for (const table of Object.keys(FILLINGS)) await database.query(`vacuum analyze "${table}"`)
  } finally {
    await database.end()
  }
}

async function fillTable(databaseName: string, table: string, filling: string, checkouts: number): Promise<void> {
  const database = await connect(databaseName)
  try {
    // For the making of indexes only, and in this connection only.
    await database.query("set maintenance_work_mem = '256MB'")
    const indexes = await database.query(
      "select indexname as name, indexdef as definition from pg_indexes where tablename = $1 and indexname not like '%_pkey'",
      [table],
    )
    for (const { name } of indexes.rows) await database.query(`drop index "${name}"`)
    await database.query(filling, [checkouts])
    for (const { definition } of indexes.rows) await database.query(definition)
  } finally {
    await database.end()
  }
}
