import { generateEntityId, MedusaError } from "@medusajs/framework/utils"
import { BEYOND_CALLBACKS, sqlList } from "../../../core/checkout/states"
import type { CheckoutId, MerchantRequestId, TextOf } from "../../../core/ids"
import type { AlmaraReport } from "../../../core/gateway/wire"
import type { Connection } from "../connection"
import type { OutcomeKind } from "../../../core/checkout/outcome"
import type { CallbackState } from "../../../core/views/admin/callback"

export interface NewCallback {
  merchant_request_id: TextOf<MerchantRequestId>
  signed: boolean
  payload: Record<string, unknown>
  report: AlmaraReport | null
  fingerprint: string
  /** What it says in a word: of those that say the same about a checkout, one waits. */
  kind: CallbackKind
  /** How long its body was. */
  length?: number
}

/**
 * Of what nobody signed nothing is believed, so it is all of one kind. `unread`: it was signed and could not be read.
 */
export type CallbackKind = "unsigned" | "unread" | OutcomeKind

/** A callback as it was committed; the row may stand for others as well. */
export interface InsertedCallback {
  id: string
  state: CallbackState
  checkout_id: CheckoutId | null
}

const FORGOTTEN = "No checkout of the ledger has this id, although the address of the callback carries our signature."

/**
 * With more, the process has nothing to read any more before they are committed; with fewer, statements cost more than
 * waiting.
 */
const ENOUGH_TOGETHER = 8
const MOST_TOGETHER = 256
/** Two hexadecimal digits. */
const NUMBERED_BY_ONE_ULID = 256
/** About as many as can be written in the time that a caller waits; a callback is a few kilobytes. */
const MOST_WAITING = 4_000
/** In characters of their bodies. A stranger's are the longest, and each is kept in memory until Postgres has it. */
const LONGEST_WAITING = 32 * 1024 * 1024
/** A connection that has gone dead without a word must not keep all other callbacks waiting with it. */
const LONGEST_WRITE_IN_MILLISECONDS = 10_000

/** Of a callback of no checkout more than this is not kept, and no report. */
export const LONGEST_UNMATCHED_IN_BYTES = 4_096
/** Almara sends a few about one checkout. As many are kept as done; of more only the number is. */
export const MOST_KEPT_OF_ONE = 20
/** However often it came meanwhile, as many tries are left to the newest of its kind. */
const TRIES_AT_MOST_BEFORE_ANOTHER = 3
/** What comes while one of its kind waits is asked about no sooner than this after the last status check. */
export const PAUSE_OF_MANY_IN_SECONDS = 5

/**
 * One statement, so one commit: it looks the checkouts and the equal earlier callbacks up by index, also those in the
 * same group. Each row is a microsecond later than the one before, so that the order of their arrival stays. What comes
 * to a checkout that is paid or resolved needs nothing more. A callback of no checkout of ours is a stranger's; but one
 * whose address we signed was ours once, as after a restored backup: it is a dead letter that a person sees. Of one
 * kind one row waits for a checkout, and stands for all of them with what the newest says: a worker sees by its number
 * that there is news.
 */
const INSERT = `
  with new as (
    select * from json_to_recordset(?::json) as new(place int, id text, merchant_request_id text, signed boolean, payload jsonb, report jsonb, fingerprint text, kind text)
  ), judged as (
    select new.*, checkout.id as checkout_id, judgement.state, earlier.id as earlier_id, kept.number as kept, kept.newest,
      row_number() over (partition by new.merchant_request_id, judgement.state order by new.place) as nth,
      row_number() over (partition by new.merchant_request_id, judgement.state, new.kind order by new.place desc) as nth_newest,
      count(*) over (partition by new.merchant_request_id, judgement.state, new.kind) as alike,
      first_value(new.id) over (partition by new.merchant_request_id, judgement.state order by new.place) as first_id,
      first_value(new.id) over (partition by new.merchant_request_id, judgement.state, new.fingerprint order by new.place) as first_equal_id
    from new
    left join lateral (
      select id, state from almara_checkout where merchant_request_id = new.merchant_request_id and deleted_at is null limit 1
    ) checkout on true
    cross join lateral (
      select case when checkout.id is null then case when new.signed then 'dead' else 'unmatched' end
        when checkout.state in ${sqlList(BEYOND_CALLBACKS)} then 'done' else 'waiting' end as state
    ) judgement
    left join lateral (
      select id from almara_callback
      where merchant_request_id = new.merchant_request_id and fingerprint = new.fingerprint and deleted_at is null
      order by created_at limit 1
    ) earlier on true
    left join lateral (
      select count(*) as number, max(id) as newest from (
        select id from almara_callback where merchant_request_id = new.merchant_request_id and state = 'done' and deleted_at is null limit ${MOST_KEPT_OF_ONE}
      ) enough
    ) kept on judgement.state = 'done'
  ), placed as (
    select judged.*, case
        when state in ('waiting', 'dead') then nth_newest = 1
        when state = 'done' then kept + nth <= ${MOST_KEPT_OF_ONE}
        else true
      end as stays
    from judged
  ), written as (
    insert into almara_callback as old (id, state, merchant_request_id, checkout_id, signed, payload, report, fingerprint, kind, times, duplicate_of, next_try_at, processed_at, last_error, created_at)
    select id, state, merchant_request_id, checkout_id, signed,
      case when state = 'unmatched' and octet_length(payload::text) > ${LONGEST_UNMATCHED_IN_BYTES} then jsonb_build_object('originatorConversationId', merchant_request_id) else payload end,
      case when state <> 'unmatched' then report end, fingerprint, case when state in ('waiting', 'dead') then kind end, case when state in ('waiting', 'dead') then alike else 1 end,
      coalesce(earlier_id, case when state not in ('waiting', 'dead') then nullif(first_equal_id, id) end),
      case when state = 'waiting' then now() end,
      case when state = 'done' then now() end,
      case when state = 'dead' then '${FORGOTTEN}' end,
      now() + place * interval '1 microsecond'
    from placed where stays
    order by merchant_request_id, kind, place
    on conflict (merchant_request_id, kind, state) where kind is not null and state in ('waiting', 'dead') and deleted_at is null
    do update set payload = excluded.payload, report = excluded.report, fingerprint = excluded.fingerprint, times = old.times + excluded.times, updated_at = now(),
      tries = least(old.tries, ${TRIES_AT_MOST_BEFORE_ANOTHER}),
      next_try_at = case when old.state = 'waiting' then least(old.next_try_at, greatest(now(), (
        select least(last_check_at, now()) + interval '${PAUSE_OF_MANY_IN_SECONDS} seconds' from almara_checkout where id = excluded.checkout_id
      ))) end
    returning id, merchant_request_id, kind, state
  ), counted as (
    update almara_callback set times = times + more.number
    from (select newest, count(*) as number from placed where not stays and state = 'done' group by newest) more
    where id = more.newest
  )
  select placed.id as sent_as, coalesce(written.id, case when not stays then coalesce(newest, first_id) end, placed.id) as id, placed.state, placed.checkout_id
  from placed left join written on written.merchant_request_id = placed.merchant_request_id and written.kind = placed.kind and written.state = placed.state`

/**
 * What is wrong with a value (22) or a constraint (23): another row of the same statement may well be right. And two
 * statements that wait for each other's rows (40): of one row alone there is nothing to wait for.
 */
const CLASSES_OF_ONE_ROW = ["22", "23", "40"]

/** Commits callbacks to the inbox, those that come at the same time in one statement. */
export function inboxInsertion(connection: Connection): GroupCommit<NewCallback, InsertedCallback> {
  const nextId = callbackIds()
  return new GroupCommit({
    write: async (callbacks) => {
      const rows = callbacks.map((callback, place) => ({ place, id: nextId(), ...callback }))
      const inserted: { rows: (InsertedCallback & { sent_as: string })[] } = await connection
        .raw(INSERT, [JSON.stringify(rows)])
        .timeout(LONGEST_WRITE_IN_MILLISECONDS)
      const byId = new Map(inserted.rows.map(({ sent_as, ...row }) => [sent_as, row]))
      return rows.flatMap(({ id }) => byId.get(id) ?? [])
    },
    isFaultOfOne: (error) => CLASSES_OF_ONE_ROW.some((group) => sqlState(error).startsWith(group)),
    enoughTogether: ENOUGH_TOGETHER,
    mostTogether: MOST_TOGETHER,
    mostWaiting: MOST_WAITING,
    weightOf: ({ length = 0 }) => length,
    heaviestWaiting: LONGEST_WAITING,
  })
}

/** Gives ids: one ULID for many, and a number in it, since making a ULID takes longer than reading a callback. */
function callbackIds(): () => string {
  let ulid = ""
  let number = NUMBERED_BY_ONE_ULID
  return () => {
    if (number === NUMBERED_BY_ONE_ULID) {
      ulid = generateEntityId("", "almcb")
      number = 0
    }
    return `${ulid}${(number++).toString(16).toUpperCase().padStart(2, "0")}`
  }
}

function sqlState(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : ""
}

/** There are more waiting than are taken in: nothing was written, and the caller may try again later. */
export class TooManyWaitingError extends Error {}

export interface GroupCommitParts<Item, Result> {
  /**
   * Writes all of them in one transaction, or throws and writes none. Returns the results in the order of the items.
   */
  write: (items: Item[]) => Promise<Result[]>
  /** Whether an error lies in one of the items, so that the others may be written without it. */
  isFaultOfOne: (error: unknown) => boolean
  /** So many are written without waiting for company, so that the disk works while the next are still being read. */
  enoughTogether: number
  /** The largest group. */
  mostTogether: number
  /** How many may wait for their group; more are refused with TooManyWaitingError. */
  mostWaiting: number
  /** What an item takes of the memory, and how much all that are not written yet may take before more are refused. */
  weightOf: (item: Item) => number
  heaviestWaiting: number
}

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Writes what arrives while a write is running together with the next one: one commit, and so one wait for the disk,
 * for many. A single item is written at once. Each caller hears of its own item only after the commit that holds it.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = []
  private isWriting = false
  private weight = 0

  constructor(private readonly parts: GroupCommitParts<Item, Result>) {}

  /**
   * Resolves when the item is committed.
   * @throws what `write` threw, or TooManyWaitingError.
   */
  add(item: Item): Promise<Result> {
    const { mostWaiting, weightOf, heaviestWaiting } = this.parts
    if (this.waiting.length >= mostWaiting || this.weight >= heaviestWaiting) {
      return Promise.reject(new TooManyWaitingError(`${this.waiting.length} wait to be written, and no more may.`))
    }
    this.weight += weightOf(item)
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      if (this.waiting.length >= this.parts.enoughTogether) this.write()
      // What else is read from the network in this turn of the event loop joins the group.
      else if (this.waiting.length === 1) setImmediate(() => this.write())
    })
  }

  private write(): void {
    if (!this.isWriting) void this.writeAll()
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true
    while (this.waiting.length > 0) {
      const group = this.waiting.slice(0, this.parts.mostTogether)
      this.waiting = this.waiting.slice(this.parts.mostTogether)
      await this.writeGroup(group)
      for (const { item } of group) this.weight -= this.parts.weightOf(item)
    }
    this.isWriting = false
  }

  private async writeGroup(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.parts.write(group.map(({ item }) => item))
      if (results.length !== group.length)
        throw new MedusaError(
          MedusaError.Types.DB_ERROR,
          `${group.length} were to be written, and ${results.length} were.`,
        )
      group.forEach(({ resolve }, place) => resolve(results[place] as Result))
    } catch (error) {
      if (group.length > 1 && this.parts.isFaultOfOne(error)) {
        for (const one of group) await this.writeGroup([one])
      } else {
        for (const { reject } of group) reject(error)
      }
    }
  }
}
