import { readFileSync } from "node:fs"
import type { RestartablePostgres } from "./postgres"

/** Everything that the database has about a conversation, also what was deleted. */
const TRACES = `
  with checkout as (select * from almara_checkout where conversation_id = $1),
  links as (select * from order_payment_collection where payment_collection_id in (select payment_collection_id from checkout)),
  carts as (select * from order_cart where cart_id in (select cart_id from checkout))
  select
    (select json_agg(to_json(c)) from checkout c) as checkout,
    (select json_agg(json_build_object('at', e.created_at, 'kind', e.kind, 'actor', e.actor, 'detail', e.detail) order by e.created_at) from almara_checkout_event e where e.checkout_id in (select id from checkout)) as timeline,
    (select json_agg(json_build_object('id', s.id, 'status', s.status, 'deleted_at', s.deleted_at)) from payment_session s where s.payment_collection_id in (select payment_collection_id from checkout)) as sessions,
    (select json_agg(json_build_object('id', p.id, 'session', p.payment_session_id, 'captured_at', p.captured_at, 'canceled_at', p.canceled_at, 'deleted_at', p.deleted_at)) from payment p where p.payment_collection_id in (select payment_collection_id from checkout)) as payments,
    (select json_agg(json_build_object('order', l.order_id, 'created_at', l.created_at, 'deleted_at', l.deleted_at)) from links l) as collection_links,
    (select json_agg(json_build_object('order', l.order_id, 'created_at', l.created_at, 'deleted_at', l.deleted_at)) from carts l) as cart_links,
    (select json_agg(json_build_object('id', c.id, 'completed_at', c.completed_at, 'deleted_at', c.deleted_at)) from cart c where c.id in (select cart_id from checkout)) as carts,
    (select json_agg(json_build_object('id', o.id, 'status', o.status, 'created_at', o.created_at, 'deleted_at', o.deleted_at)) from "order" o
      where o.id in (select order_id from checkout union select order_id from links union select order_id from carts)) as orders,
    (select json_agg(json_build_object('order', t.order_id, 'reference_id', t.reference_id, 'deleted_at', t.deleted_at)) from order_transaction t
      where t.order_id in (select order_id from checkout union select order_id from links union select order_id from carts)) as transactions,
    (select json_agg(json_build_object('workflow', w.workflow_id, 'transaction', w.transaction_id, 'state', w.state, 'created_at', w.created_at, 'updated_at', w.updated_at,
        'errors', (select json_agg(json_build_object('action', e->>'action', 'handler', e->>'handlerType', 'message', left(e->'error'->>'message', 300))) from json_array_elements(coalesce(w.context::json->'errors', '[]')) e),
        'steps', (select json_object_agg(s.key, (s.value->'invoke'->>'state') || ' ' || coalesce(s.value->'compensate'->>'state', '')) from json_each(w.execution::json->'steps') s)) order by w.created_at)
      from workflow_execution w where w.context::text like '%' || (select cart_id from checkout) || '%') as workflows`

const CONVERSATION = /\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g
const MOST_LINES = 60

/** What is known of the conversations that the sentences name: the database's rows and the stores' log lines with their ids. */
export async function gatherEvidence(
  problems: string[],
  postgres: RestartablePostgres,
  database: string,
  logFiles: string[],
): Promise<string> {
  const named = [...new Set(problems.flatMap((problem) => problem.match(CONVERSATION) ?? []))]
  const logs = logFiles.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .map((line) => `${file}: ${line}`),
  )
  const parts: string[] = []
  for (const conversation of named) {
    const [traces = {}] = await postgres.query(database, TRACES, [conversation])
    const rows = Object.entries(traces).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    const ids = [
      conversation,
      ...new Set(JSON.stringify(traces).match(/\b(?:order|cart|payses|pay|pay_col|almchk)_[0-9A-Z]{26}\b/g) ?? []),
    ]
    const lines = logs.filter((line) => ids.some((id) => line.includes(id)))
    parts.push([`Evidence about ${conversation}:`, ...rows, ...lines.slice(-MOST_LINES)].join("\n"))
  }
  return parts.join("\n\n")
}
