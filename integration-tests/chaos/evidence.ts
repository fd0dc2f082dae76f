import type { Query } from "./postgres"

/** What the ledger and Medusa have about a conversation, also what was deleted. */
const TRACES = `
  with checkout as (select * from almara_checkout where merchant_request_id = $1),
  links as (select * from order_payment_collection where payment_collection_id in (select payment_collection_id from checkout))
  select
    (select json_agg(to_json(c)) from checkout c) as checkout,
    (select json_agg(json_build_object('at', e.created_at, 'kind', e.kind, 'detail', e.detail) order by e.created_at) from almara_checkout_event e where e.checkout_id in (select id from checkout)) as timeline,
    (select json_agg(to_json(p)) from payment p where p.payment_collection_id in (select payment_collection_id from checkout)) as payments,
    (select json_agg(json_build_object('id', o.id, 'status', o.status, 'created_at', o.created_at, 'deleted_at', o.deleted_at)) from "order" o
      where o.id in (select order_id from checkout union select order_id from links)) as orders`

const CONVERSATION = /\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g
const ID = /\b(?:order|cart|payses|pay|pay_col|almchk)_[0-9A-Z]{26}\b/g
const MOST_LINES = 60

/**
 * What is known of the conversations that the sentences name: the database's rows and the stores' log lines with their
 * ids.
 */
export async function gatherEvidence(problems: string[], query: Query, log: string): Promise<string> {
  const parts = [...new Set(problems.flatMap((problem) => problem.match(CONVERSATION) ?? []))].map(async (named) => {
    const [traces = {}] = await query(TRACES, [named])
    const ids = [named, ...(JSON.stringify(traces).match(ID) ?? [])]
    const lines = log.split("\n").filter((line) => ids.some((id) => line.includes(id)))
    const rows = Object.entries(traces).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    return [`Evidence about ${named}:`, ...rows, ...lines.slice(-MOST_LINES)].join("\n")
  })
  return (await Promise.all(parts)).join("\n\n")
}
