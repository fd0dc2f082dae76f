import { generateEntityId } from "@medusajs/framework/utils"
import { BEYOND_CALLBACKS } from "../../core/transition"
import type { Connection } from "./connection"
import { GroupCommit } from "./group-commit"
import type { CallbackState } from "./models/callback"

export interface NewCallback {
  conversation_id: string
  signed: boolean
  payload: unknown
  fingerprint: string
}

/** A callback as it was committed. */
export interface InsertedCallback {
  id: string
  state: CallbackState
  checkout_id: string | null
}

const FORGOTTEN = "No checkout of the ledger has this id, although the address of the callback carries our signature."

const OVER = BEYOND_CALLBACKS.map((state) => `'${state}'`).join(", ")

/** With more, the process has nothing to read any more before they are committed; with fewer, statements cost more than waiting. */
const ENOUGH_TOGETHER = 8
const MOST_TOGETHER = 256
/** Two hexadecimal digits. */
const NUMBERED_BY_ONE_ULID = 256
/** About as many as can be written in the time that a caller waits; a callback is a few kilobytes. */
const MOST_WAITING = 4_000
/** A connection that has gone dead without a word must not keep all other callbacks waiting with it. */
const LONGEST_WRITE_IN_MILLISECONDS = 10_000

/**
 * One statement, so one commit: it looks the checkouts and the equal earlier callbacks up by index, also those in the same
 * group. Each row is a microsecond later than the one before, so that the order of their arrival stays.
 * What comes to a checkout that is paid or resolved needs nothing more. A callback of no checkout of ours is a stranger's;
 * but one whose address we signed was ours once, as after a restored backup: it is a dead letter that a person sees.
 */
const INSERT = `
  insert into almara_callback (id, state, conversation_id, checkout_id, signed, payload, fingerprint, duplicate_of, next_try_at, processed_at, last_error, created_at)
  select new.id, verdict.state, new.conversation_id, checkout.id, new.signed, new.payload, new.fingerprint,
    coalesce(earlier.id, nullif(first_value(new.id) over (partition by new.conversation_id, new.fingerprint order by new.place), new.id)),
    case when verdict.state = 'waiting' then now() end,
    case when verdict.state = 'done' then now() end,
    case when verdict.state = 'dead' then '${FORGOTTEN}' end,
    now() + new.place * interval '1 microsecond'
  from json_to_recordset(?::json) as new(place int, id text, conversation_id text, signed boolean, payload jsonb, fingerprint text)
  left join lateral (
    select id, state from almara_checkout where conversation_id = new.conversation_id and deleted_at is null limit 1
  ) checkout on true
  cross join lateral (
    select case when checkout.id is null then case when new.signed then 'dead' else 'unmatched' end
      when checkout.state in (${OVER}) then 'done' else 'waiting' end as state
  ) verdict
  left join lateral (
    select id from almara_callback
    where conversation_id = new.conversation_id and fingerprint = new.fingerprint and deleted_at is null
    order by created_at limit 1
  ) earlier on true
  returning id, state, checkout_id`

/** What is wrong with a value (22) or a constraint (23): another row of the same statement may well be right. */
const CLASSES_OF_ONE_ROW = ["22", "23"]

/** Commits callbacks to the inbox, those that come at the same time in one statement. */
export function inboxInsertion(connection: Connection): GroupCommit<NewCallback, InsertedCallback> {
  const nextId = callbackIds()
  return new GroupCommit({
    write: async (callbacks) => {
      const rows = callbacks.map((callback, place) => ({ place, id: nextId(), ...callback }))
      const inserted: { rows: InsertedCallback[] } = await connection.raw(INSERT, [JSON.stringify(rows)]).timeout(LONGEST_WRITE_IN_MILLISECONDS)
      const byId = new Map(inserted.rows.map((row) => [row.id, row]))
      return rows.flatMap(({ id }) => byId.get(id) ?? [])
    },
    isFaultOfOne: (error) => CLASSES_OF_ONE_ROW.some((group) => sqlState(error).startsWith(group)),
    enoughTogether: ENOUGH_TOGETHER,
    mostTogether: MOST_TOGETHER,
    mostWaiting: MOST_WAITING,
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
