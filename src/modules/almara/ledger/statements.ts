import type { CheckoutId, TextOf } from "../../../core/ids"
import { generateEntityId } from "@medusajs/framework/utils"
import { overBy, type Closing as ClosedAs } from "../../../core/checkout/attention"
import type { CheckoutState } from "../../../core/checkout/states"
import { storableJson } from "../../../core/text"
import type { Connection, Executor } from "../connection"
import { inSql, isLongAgo, READ_AT } from "../moments"
import type { CheckoutPatch, CheckoutRow } from "./rows"

export const CHECKOUT = "almara_checkout"

/** What a closed settlement is called whose session brought money that a person has put onto another one. */
export const MOVED = "moved"

/** Something that happened to a checkout, for its timeline. Neither secrets nor personal data belong into `detail`. */
export interface LedgerEvent {
  kind: string
  actor: string
  detail?: Record<string, unknown>
}

/** What `writeCheckout` changes, and in which states of the checkout it may. */
interface CheckoutWrite {
  where: { id: TextOf<CheckoutId> } & Partial<Pick<CheckoutRow, "leased_by">>
  from?: readonly CheckoutState[]
  update: Omit<CheckoutPatch, "checks"> & { state?: CheckoutState; checks?: unknown }
  events: LedgerEvent[]
  /** What was granted to it is withdrawn. */
  isWithdrawn?: boolean
}

/** What a checkout's money pays for, and the payment session through which it does. */
export interface Settles {
  collection: string
  session: string
  /** What Medusa books, in major units: the session's amount. */
  booked: string
  /** The order that owes it, and the revision at which that was read; null for a cart. */
  order: { id: string; revision: number } | null
}

/** How a person closes what a checkout's money stands for. */
export interface Closing {
  as: ClosedAs
  /** Also what was taken just now: it has become all that it can become. */
  evenIfTaken: boolean
}

/**
 * Changes a checkout and adds to its timeline in one statement, so that neither is there without the other. Undefined,
 * and nothing is written, when no checkout is as `where` and `from` say.
 */
export async function writeCheckout(executor: Executor, write: CheckoutWrite): Promise<CheckoutRow | undefined> {
  const [row] = await executor
    .with("written", updateOf(executor, write))
    .with("noted", notedOf(executor, write))
    .modify((query) => void (write.isWithdrawn && query.with("withdrawn", executor.raw(WITHDRAWN))))
    .select("*", executor.raw(READ_AT))
    .from("written")
  return row as CheckoutRow | undefined
}

/** Its row stays, and stands for nothing: not for what its order owes, nor for a payment that somebody asks for. */
const WITHDRAWN = `
  update almara_settlement a set deleted_at = now(), updated_at = now() from written
  where a.checkout_id = written.id and a.closed_at is null and a.deleted_at is null returning a.id`

/**
 * While somebody may be making a payment of it, nothing is withdrawn, and so nothing is written: it is looked at again.
 */
const IS_NOT_TAKEN = `not exists (
    select 1 from almara_settlement a where a.checkout_id = ${CHECKOUT}.id and a.closed_at is null and a.deleted_at is null and not :isLongAgo)`

/**
 * As `writeCheckout`, and in the same statement the money is granted, if it is not already: to a cart's payment
 * collection, where the unique index decides between two checkouts that were both paid, or to an order, where only one
 * decides in each revision. `taken`, and nothing is written, when the session or the cart's collection is another's;
 * `outrun` when somebody else has decided about the order's money since its revision was read.
 */
export async function writeSettling(
  executor: Executor,
  write: CheckoutWrite,
  settles: Settles,
): Promise<CheckoutRow | "taken" | "outrun" | undefined> {
  const { order, ...into } = settles
  const bound = { ...into, order: order?.id ?? null, revision: order?.revision ?? 0 }
  const candidate = checkoutsOf(executor, write)
    .select("id")
    .whereRaw("(:order::text is null or exists (select 1 from won))", bound)
    .forUpdate()
  const written = updateOf(executor, write).updateFrom("winner").whereRaw(`winner.checkout_id = ${CHECKOUT}.id`)
  const [row] = await executor
    .with("won", executor.raw(WON, bound))
    .with("candidate", candidate)
    .with("settled", executor.raw(SETTLED, { id: generateEntityId("", "almset"), ...bound }))
    .with("winner", executor.raw(WINNER, { checkout: write.where.id, ...bound }))
    .with("written", written)
    .with("noted", notedOf(executor, write))
    .select(
      "written.*",
      executor.raw(READ_AT),
      executor.raw("(select count(*) from won)::int as wins"),
      executor.raw("(select count(*) from candidate)::int as candidates"),
    )
    .from(executor.raw("(select 1) as one"))
    .joinRaw("left join written on true")
  const { wins, candidates, ...checkout } = row as CheckoutRow & { wins: number; candidates: number }
  if (order && wins === 0) return "outrun"
  if (candidates === 0) return undefined
  return checkout.id === null ? "taken" : checkout
}

/**
 * A row that nobody has written yet is at revision 0. Nothing is granted while the order is being canceled; what a
 * process that died did not cancel, we did not.
 */
const WON = `
  insert into almara_order (id, revision) select :order::text, 1 where :order::text is not null
  on conflict (id) do update set revision = almara_order.revision + 1, canceled_by = null, updated_at = now()
    where almara_order.revision = :revision and (almara_order.canceling_at is null or almara_order.canceling_at < now() - interval '1 minute')
  returning id`

/** The candidate is locked, so that it is still one when it is written. */
const SETTLED = `
  insert into almara_settlement (id, payment_collection_id, payment_session_id, checkout_id, order_id, booked_amount)
  select :id, :collection, :session, candidate.id, :order::text, :booked::text from candidate
  on conflict do nothing returning checkout_id`

const WINNER = `
  select checkout_id from settled
  union all select checkout_id from almara_settlement
    where payment_session_id = :session and checkout_id = :checkout and closed_at is null and deleted_at is null`

/** Notes which session brought a checkout's money before it was put onto another one. The row stands for nothing. */
export async function writeMoved(
  executor: Executor,
  checkoutId: string,
  cameThrough: string,
  { collection, order }: Settles,
): Promise<void> {
  await executor("almara_settlement").insert({
    id: generateEntityId("", "almset"),
    payment_collection_id: collection,
    payment_session_id: cameThrough,
    checkout_id: checkoutId,
    order_id: order?.id ?? null,
    closed_at: executor.fn.now(),
    closed_as: MOVED,
  } as never)
}

/** As long as Medusa may keep a cart that it completes: what was taken before that has come to its end. */
export const TAKEN_FOR_SECONDS = 120

/**
 * As `writeCheckout`, and in the same statement the checkout's settlement is closed, if it has one. `taken`, and
 * nothing is written, when somebody was told just now that this money is there, and may be making an order of it.
 */
export async function writeClosing(
  executor: Executor,
  write: CheckoutWrite,
  { as, evenIfTaken }: Closing,
): Promise<CheckoutRow | "taken" | undefined> {
  const candidate = checkoutsOf(executor, write).select("id as checkout_id").forUpdate()
  const written = updateOf(executor, write)
    .updateFrom("candidate")
    .whereRaw(`candidate.checkout_id = ${CHECKOUT}.id and ${IS_CLOSED_NOW}`)
  const [row] = await executor
    .with("candidate", candidate)
    .with(
      "closed",
      executor.raw(CLOSED, { as, evenIfTaken, isLongAgo: isLongAgo(executor, "taken_at", TAKEN_FOR_SECONDS) }),
    )
    .with("written", written)
    .with("noted", notedOf(executor, write))
    .select("written.*", executor.raw(READ_AT))
    .from("candidate")
    .joinRaw("left join written on true")
  if (!row) return undefined
  return row.id === null ? "taken" : (row as CheckoutRow)
}

const CLOSED = `
  update almara_settlement set closed_at = now(), closed_as = :as, updated_at = now() from candidate
  where almara_settlement.checkout_id = candidate.checkout_id and closed_at is null and deleted_at is null and (:evenIfTaken or :isLongAgo)
  returning almara_settlement.id`

const IS_CLOSED_NOW = `(exists (select 1 from closed) or not exists (
    select 1 from almara_settlement open where open.checkout_id = ${CHECKOUT}.id and open.closed_at is null and open.deleted_at is null))`

function checkoutsOf(executor: Executor, { where, from }: CheckoutWrite) {
  return executor(CHECKOUT)
    .where(where)
    .modify((query) => void (from && query.whereIn("state", [...from])))
}

function updateOf(executor: Executor, write: CheckoutWrite) {
  return checkoutsOf(executor, write)
    .modify(
      (query) =>
        void (
          write.isWithdrawn &&
          query.whereRaw(IS_NOT_TAKEN, { isLongAgo: isLongAgo(executor, "taken_at", TAKEN_FOR_SECONDS) } as never)
        ),
    )
    .update(writtenNow(executor, { ...write.update, ...attentionLeft(executor, write.update) }))
    .returning(`${CHECKOUT}.*`)
}

/**
 * Returns what an update writes, with its moment: never an earlier one, but by who sets the next check, since the sweep
 * knows by it what a wrong clock has put off.
 */
export function writtenNow(executor: Executor, columns: Record<string, unknown>): Record<string, unknown> {
  const isPutRight = "next_check_at" in columns
  return {
    ...inSql(executor, columns),
    updated_at: isPutRight ? executor.fn.now() : executor.raw("greatest(??, now())", [`${CHECKOUT}.updated_at`]),
  }
}

/** The columns of a checkout, and when it was read. The type is that of all columns, which knows no other. */
export function readColumns(executor: Executor) {
  return [`${CHECKOUT}.*`, executor.raw(READ_AT)] as unknown as "*"
}

/** Begins a query for checkouts. */
export function read(connection: Connection) {
  return connection<CheckoutRow>(CHECKOUT).select(readColumns(connection))
}

/** `detail` is SQL for what each event tells, in place of its own. */
export function notedOf(executor: Executor, { events }: Pick<CheckoutWrite, "events">, detail?: string) {
  return executor.raw(`${eventsWith(detail)} cross join written`, [rowsOf(events)])
}

/** Adds a line to a checkout's timeline. */
export async function writeEvent(executor: Executor, checkoutId: string, event: LedgerEvent): Promise<void> {
  await executor.raw(`${eventsWith()} cross join (select ? as id) written`, [rowsOf([event]), checkoutId])
}

/** What is written together keeps its order. */
const eventsWith = (detail = "event.detail") => `
  insert into almara_checkout_event (id, checkout_id, kind, actor, detail, created_at)
  select event.id, written.id, event.kind, event.actor, ${detail}, now() + event.place * interval '1 millisecond'
  from json_to_recordset(?::json) as event(place int, id text, kind text, actor text, detail jsonb)`

function rowsOf(events: LedgerEvent[]): string {
  // One id for all and a digit for each: making an id takes longer than the rest.
  const group = generateEntityId("", "almev")
  return JSON.stringify(
    events.map(({ kind, actor, detail = {} }, place) => ({
      place,
      id: `${group}${place}`,
      kind,
      actor,
      detail: storableJson(detail),
    })),
  )
}

/** The columns of a case: all are empty where there is none. */
const CASE = ["attention", "attention_key", "attention_detail"]

/**
 * Returns what an update of a checkout leaves of its case: nothing where it ends the matter, as that money is booked at
 * last.
 */
function attentionLeft(
  executor: Executor,
  update: { state?: CheckoutState; needs_review?: boolean },
): Record<string, unknown> {
  const over = overBy(update)
  if (over.length === 0) return {}
  return Object.fromEntries(
    CASE.map((column) => [
      column,
      executor.raw("case when split_part(attention_key, ':', 1) = any(?) then null else ?? end", [over, column]),
    ]),
  )
}
