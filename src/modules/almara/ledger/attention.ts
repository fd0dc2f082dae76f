import {
  ATTENTION_FAMILIES,
  familyOf,
  statesOf,
  type Attention,
  type AttentionKey,
  type AttentionReason,
} from "../../../core/checkout/attention"
import type { Connection } from "../connection"
import { LedgerDecisions } from "./decisions"
import { notedOf, type LedgerEvent } from "./statements"

/** The keys that a person has closed, the last one of each matter, with spaces between them. */
const CLOSED_KEYS = "string_to_array(coalesce(attention_closed_key, ''), ' ')"
const CLOSED_KEYS_OF_OTHERS = `array(select key from unnest(${CLOSED_KEYS}) as closed(key) where split_part(key, ':', 1) <> all(:families))`

/**
 * One matter at a time: what is less urgent waits until the other is dealt with, else the two would take turns for
 * ever.
 */
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

/** `about` is what the case said: the update forgets it. */
const CLOSE = `
  with found as (
    select id, attention_detail as about from almara_checkout
    where id = :id and deleted_at is null and attention_key = :key and state <> 'held' for update
  ), written as (
    update almara_checkout set attention = null, attention_key = null, attention_detail = null,
      attention_closed_key = array_to_string(${CLOSED_KEYS_OF_OTHERS} || cast(:key as text), ' '), updated_at = greatest(updated_at, now())
    from found where found.id = almara_checkout.id returning found.id, found.about
  ), noted as (:noted)
  select id from written`

/** What went back is what the person saw: the sum that was left of the case, as the order's later cases count it. */
const WITH_REFUND = `event.detail || jsonb_build_object('refunded_amount', coalesce(about->'left_amount', about->'amount'),
  'currency_code', about->'currency_code', 'booked_before', coalesce(about->'booked_before', '"0"'))`

/** The cases that a person has to look at. */
export class LedgerAttention extends LedgerDecisions {
  /**
   * Opens a case about a checkout, for a person to look at. Returns whether it was opened: not where the same is open
   * or was closed by a person, where something more urgent is open, or where its state has made it meaningless.
   */
  async raiseAttention(checkoutId: string, { reason, key, detail, isSaid = false }: Attention): Promise<boolean> {
    const event = { kind: "attention", actor: "scheduler", detail: { reason, ...detail } }
    const about = {
      reason,
      key,
      detail: JSON.stringify(detail),
      isSaid,
      states: statesOf(reason) ?? null,
      family: familyOf(reason),
      urgency: ATTENTION_FAMILIES,
    }
    return run(this.connection, RAISE, checkoutId, about, event)
  }

  /**
   * What these reasons are about is over by itself. That it was closed or announced is forgotten with it: where the
   * same comes up again, it is a new case. Returns whether one was open.
   */
  async clearAttention(
    checkoutId: string,
    reasons: readonly AttentionReason[],
    detail: Record<string, unknown> = {},
  ): Promise<boolean> {
    const families = [...new Set(reasons.map(familyOf))]
    return run(this.connection, CLEAR, checkoutId, { families }, { kind: "attention_over", actor: "scheduler", detail })
  }

  /**
   * A person has dealt with exactly this case. Where its sum went back, that is kept with the event. Returns false
   * where it is not open any more.
   */
  async closeAttention(
    checkoutId: string,
    key: AttentionKey,
    event: LedgerEvent,
    isRefunded: boolean,
  ): Promise<boolean> {
    const about = { key, families: [key.split(":")[0]] }
    return run(this.connection, CLOSE, checkoutId, about, event, isRefunded ? WITH_REFUND : undefined)
  }
}

async function run(
  connection: Connection,
  statement: string,
  id: string,
  bindings: Record<string, unknown>,
  event: LedgerEvent,
  detail?: string,
): Promise<boolean> {
  const { rows } = await connection.raw<{ rows: { id: string }[] }>(statement, {
    id,
    ...bindings,
    noted: notedOf(connection, { events: [event] }, detail),
  } as never)
  return rows.length > 0
}
