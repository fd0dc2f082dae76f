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

/** Moves a checkout forward and notes it in its timeline; undefined when `to` cannot be reached from its state. */
export async function moveWithin(executor: Executor, id: string, to: CheckoutState, patch: CheckoutPatch, event: LedgerEvent): Promise<CheckoutRow | undefined> {
  const [row] = await executor<CheckoutRow>(CHECKOUT)
    .where({ id })
    .whereIn("state", sourcesOf(to))
    .update({ ...patch, state: to, updated_at: new Date() } as never)
    .returning("*")
  if (row) await writeEvent(executor, id, event)
  return row as CheckoutRow | undefined
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
export const writeEvent = (executor: Executor, checkoutId: string, event: LedgerEvent) => writeEvents(executor, checkoutId, [event])

/** Adds lines to a checkout's timeline, in their order. */
export async function writeEvents(executor: Executor, checkoutId: string, events: LedgerEvent[]): Promise<void> {
  if (events.length === 0) return
  const now = Date.now()
  await executor("almara_checkout_event").insert(
    events.map((event, place) => ({
      id: generateEntityId("", "almev"),
      checkout_id: checkoutId,
      kind: event.kind,
      actor: event.actor,
      detail: JSON.stringify(event.detail ?? {}),
      // What is written together keeps its order.
      ...(events.length > 1 && { created_at: new Date(now + place) }),
    }))
  )
}
