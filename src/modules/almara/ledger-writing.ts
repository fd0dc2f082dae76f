import { generateEntityId } from "@medusajs/framework/utils"
import { sourcesOf, type CheckoutState } from "../../core/transition"
import type { Executor } from "./connection"
import type { CheckoutPatch, CheckoutRow } from "./rows"

export const CHECKOUT = "almara_checkout"

/** Something that happened to a checkout, for its timeline. Neither secrets nor personal data belong into `detail`. */
export interface LedgerEvent {
  kind: string
  actor: string
  detail?: Record<string, unknown>
}

/** What `writeCheckout` changes, and in which states of the checkout it may. */
interface CheckoutWrite {
  where: Pick<CheckoutRow, "id"> & Partial<Pick<CheckoutRow, "claimed_by">>
  from?: readonly CheckoutState[]
  update: Record<string, unknown>
  events: LedgerEvent[]
}

/**
 * Changes a checkout and adds to its timeline in one statement, so that neither is there without the other. Undefined, and
 * nothing is written, when no checkout is as `where` and `from` say.
 */
export async function writeCheckout(executor: Executor, { where, from, update, events }: CheckoutWrite): Promise<CheckoutRow | undefined> {
  const written = executor(CHECKOUT)
    .where(where)
    .modify((query) => void (from && query.whereIn("state", [...from])))
    .update(update)
    .returning("*")
  const noted = executor.raw(`${EVENTS} cross join written`, [rowsOf(events)])
  const [row] = await executor.with("written", written).with("noted", noted).select("*").from("written")
  return row as CheckoutRow | undefined
}

/** Moves a checkout forward and notes it in its timeline; undefined when `to` cannot be reached from its state. */
export function moveWithin(executor: Executor, id: string, to: CheckoutState, patch: CheckoutPatch, event: LedgerEvent): Promise<CheckoutRow | undefined> {
  return writeCheckout(executor, { where: { id }, from: sourcesOf(to), update: { ...patch, state: to, updated_at: new Date() }, events: [event] })
}

/** Claims a payment collection for a checkout's money; answers whether it is that checkout's now. */
export async function settleWithin(transaction: Executor, checkout: Pick<CheckoutRow, "id" | "payment_session_id">, paymentCollectionId: string): Promise<boolean> {
  const [won] = await transaction("almara_settlement")
    .insert({ id: generateEntityId("", "almset"), payment_collection_id: paymentCollectionId, payment_session_id: checkout.payment_session_id, checkout_id: checkout.id })
    .onConflict()
    .ignore()
    .returning("checkout_id")
  if (won) return true
  const winner = await transaction("almara_settlement").where({ payment_collection_id: paymentCollectionId, deleted_at: null }).first("checkout_id")
  return winner?.checkout_id === checkout.id
}

/** Adds a line to a checkout's timeline. */
export async function writeEvent(executor: Executor, checkoutId: string, event: LedgerEvent): Promise<void> {
  await executor.raw(`${EVENTS} cross join (select ? as id) written`, [rowsOf([event]), checkoutId])
}

/** What is written together keeps its order. */
const EVENTS = `
  insert into almara_checkout_event (id, checkout_id, kind, actor, detail, created_at)
  select event.id, written.id, event.kind, event.actor, event.detail, now() + event.place * interval '1 millisecond'
  from json_to_recordset(?::json) as event(place int, id text, kind text, actor text, detail jsonb)`

function rowsOf(events: LedgerEvent[]): string {
  return JSON.stringify(events.map(({ kind, actor, detail = {} }, place) => ({ place, id: generateEntityId("", "almev"), kind, actor, detail })))
}
