import {
  ATTENTION_FAMILIES,
  familyOf,
  statesOf,
  type Attention,
  type AttentionKey,
  type AttentionReason,
} from "../../../core/checkout/attention"
import type { Connection } from "../connection"
import { notedOf, type LedgerEvent } from "./statements"
import type { CheckoutRow } from "./rows"

/** The keys that a person has closed, the last one of each matter, with spaces between them. */
const CLOSED_KEYS = "string_to_array(coalesce(attention_closed_key, ''), ' ')"
const CLOSED_KEYS_OF_OTHERS = `array(select key from unnest(${CLOSED_KEYS}) as closed(key) where split_part(key, ':', 1) <> all(:families))`

/** One matter at a time: what is less urgent waits until the other is dealt with, else the two would take turns for ever. */
const RAISE = `
  with written as (
    update almara_checkout set attention = :reason, attention_key = :key, attention_detail = :detail,
      announced_attention = case when :isSaid then cast(:key as text) else announced_attention end, updated_at = greatest(updated_at, now())
    where id = :id and deleted_at is null and (cast(:states as text[]) is null or state = any(:states))
      and attention_key is distinct from :key and cast(:key as text) <> all(${CLOSED_KEYS})
      and (attention_key is null or array_position(cast(:urgency as text[]), split_part(attention_key, ':', 1)) >= array_position(cast(:urgency as text[]), cast(:family as text)))
    returning id
  ), noted as (:noted)
  select id from written`

const CLEAR = `
  with found as (
    select id, split_part(attention_key, ':', 1) = any(:families) is true as is_open from almara_checkout
    where id = :id and deleted_at is null
      and (split_part(attention_key, ':', 1) = any(:families) or exists (select 1 from unnest(${CLOSED_KEYS}) as closed(key) where split_part(key, ':', 1) = any(:families)))
    for update
  ), cleared as (
    update almara_checkout set
      attention = case when is_open then null else attention end, attention_key = case when is_open then null else attention_key end,
      attention_detail = case when is_open then null else attention_detail end, announced_attention = case when is_open then null else announced_attention end,
      attention_closed_key = nullif(array_to_string(${CLOSED_KEYS_OF_OTHERS}, ' '), ''), updated_at = greatest(updated_at, now())
    from found where found.id = almara_checkout.id
  ), written as (
    select id from found where is_open
  ), noted as (:noted)
  select id from written`

const CLOSE = `
  with written as (
    update almara_checkout set attention = null, attention_key = null, attention_detail = null,
      attention_closed_key = array_to_string(${CLOSED_KEYS_OF_OTHERS} || cast(:key as text), ' '), updated_at = greatest(updated_at, now())
    where id = :id and deleted_at is null and attention_key = :key and state <> 'held' returning *
  ), noted as (:noted)
  select id from written`

/** The statement of `Ledger.raiseAttention`. */
export async function raiseAttention(
  connection: Connection,
  checkoutId: string,
  { reason, key, detail, isSaid = false }: Attention,
): Promise<boolean> {
  const event = { kind: "attention", actor: "clock", detail: { reason, ...detail } }
  const about = {
    reason,
    key,
    detail: JSON.stringify(detail),
    isSaid,
    states: statesOf(reason) ?? null,
    family: familyOf(reason),
    urgency: ATTENTION_FAMILIES,
  }
  return run(connection, RAISE, checkoutId, about, event)
}

/** The statement of `Ledger.clearAttention`. */
export async function clearAttention(
  connection: Connection,
  checkoutId: string,
  reasons: readonly AttentionReason[],
): Promise<boolean> {
  const families = [...new Set(reasons.map(familyOf))]
  return run(connection, CLEAR, checkoutId, { families }, { kind: "attention_over", actor: "clock", detail: {} })
}

/** The statement of `Ledger.closeAttention`. */
export async function closeAttention(
  connection: Connection,
  checkoutId: string,
  key: AttentionKey,
  event: LedgerEvent,
): Promise<boolean> {
  return run(connection, CLOSE, checkoutId, { key, families: [key.split(":")[0]] }, event)
}

/** The statement of `Ledger.attentionToAnnounce`: few, found by the index of what waits for a person. */
export async function attentionToAnnounce(connection: Connection, limit: number): Promise<CheckoutRow[]> {
  const { rows } = await connection.raw<{ rows: CheckoutRow[] }>(
    `select *, clock_timestamp() as read_at from almara_checkout
     where attention is not null and announced_attention is distinct from attention_key and deleted_at is null order by created_at, id limit ?`,
    [limit],
  )
  return rows
}

async function run(
  connection: Connection,
  statement: string,
  id: string,
  bindings: Record<string, unknown>,
  event: LedgerEvent,
): Promise<boolean> {
  const { rows } = await connection.raw<{ rows: { id: string }[] }>(statement, {
    id,
    ...bindings,
    noted: notedOf(connection, { events: [event] }),
  } as never)
  return rows.length > 0
}
