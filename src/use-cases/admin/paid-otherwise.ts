import { markPaymentCollectionAsPaid } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PAID_OTHERWISE_MARK } from "../../core/views/admin/order"
import { mayMove, NOTHING_TO_CHECK, UNBOOKED } from "../../core/checkout/states"
import { isOwed } from "../../core/checkout/owed"
import type { Money } from "../../core/money"
import { maskText } from "../../core/text"
import { isOurProvider } from "../../core/provider-id"
import { ALMARA_MODULE } from "../../modules/almara"
import { NOW } from "../../modules/almara/moments"
import { attemptsOfOrder } from "../../modules/almara/orders/order-attempts"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { requireWaiting } from "./order"
import { settleNow } from "./settle-now"
import { isPaidAtAlmara } from "../is-paid-at-almara"
import { payableCollections } from "../medusa/line-up-collections"
import { isCalledPaid } from "../medusa/may-cancel"
import { readOrderSnapshot } from "../medusa/snapshot"
import { BusinessError, cannotCheck } from "../business-error"

export interface PaidOtherwiseInput {
  orderId: string
  /** How it was paid; what looks like a card number or an address in it is masked before it is kept. */
  note: string
  /** The admin's id, for the timeline. */
  actor: string
}

/** A payment of an order that its provider has only authorized. */
const UNCAPTURED_PAYMENT = `
  select 1 from payment p join order_payment_collection l on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
  where l.order_id = :order and p.captured_at is null and p.canceled_at is null and p.deleted_at is null limit 1`

/**
 * A person says that an order was paid in another way. Almara is asked first about each of its checkouts. Then our
 * session is closed and what the order owes is booked by Medusa's own "mark as paid", which takes neither a session
 * that waits nor looks at the balance. What our page brings later is held as paid twice. May be called again after a
 * crash.
 * @throws BusinessError.
 */
export async function markPaidOtherwise(container: MedusaContainer, input: PaidOtherwiseInput): Promise<void> {
  const { orders } = container.resolve(ALMARA_MODULE)
  const { orderId } = input
  await requireWaiting(container, orderId)
  await orders.keep(orderId)
  const kept = await orders.find(orderId)
  // Asked after the revision was read: what is decided about the order's money from here on takes that revision.
  const checkouts = await attemptsOfOrder(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
  for (const checkout of checkouts) await requireUnpaidAtAlmara(container, checkout, input.actor)
  const owed = await requireOwing(container, orderId)
  if (!kept || !(await orders.begin(orderId, kept.revision, null))) throw new BusinessError("busy")
  try {
    const payment_collection_id = await gatherOnOneCollection(container, orderId, owed)
    await markPaymentCollectionAsPaid(container).run({
      input: { order_id: orderId, payment_collection_id, captured_by: input.actor },
    })
    for (const checkout of checkouts) await closeAttempt(container, checkout, input)
  } finally {
    await orders.end(orderId)
  }
}

async function requireUnpaidAtAlmara(container: MedusaContainer, checkout: CheckoutRow, actor: string): Promise<void> {
  const { options } = container.resolve(ALMARA_MODULE)
  if (UNBOOKED.includes(checkout.state)) throw new BusinessError("almara_has_money")
  // Where Almara may not be asked, its callbacks say it.
  if (NOTHING_TO_CHECK.includes(checkout.state) || options.verification === "signature") return
  try {
    if (!(await isPaidAtAlmara(container, checkout))) return
  } catch (error) {
    throw cannotCheck(error)
  }
  await settleNow(container, checkout.id, actor)
  throw new BusinessError("almara_has_money")
}

/** Only looks: nothing is changed of an order that owes nothing. Returns what it owes. */
async function requireOwing(container: MedusaContainer, orderId: string): Promise<Money> {
  await requireWaiting(container, orderId)
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  // What was resolved went back: the order has to be paid in another way.
  const attempts = await attemptsOfOrder(connection, orderId)
  if (attempts.some(({ state }) => UNBOOKED.includes(state))) throw new BusinessError("almara_has_money")
  const { rows } = await connection.raw<{ rows: unknown[] }>(UNCAPTURED_PAYMENT, { order: orderId })
  if (rows.length > 0) throw new BusinessError("other_provider_has_money")
  const { owed } = await readOrderSnapshot(container, orderId)
  if (!owed || !isOwed(owed)) throw new BusinessError("nothing_owed")
  if (await isCalledPaid(container, orderId)) throw new BusinessError("callback_says_paid")
  return owed
}

/**
 * The newest open payment collection asks for all that is owed, the others for nothing, and our sessions go. The mark
 * says to the admin that it had waited for Almara. Returns its id.
 */
async function gatherOnOneCollection(container: MedusaContainer, orderId: string, owed: Money): Promise<string> {
  const payments = container.resolve(Modules.PAYMENT)
  const open = (await payableCollections(container, orderId, owed)).map(({ id }) => id)
  const [first] = open
  if (!first) throw new BusinessError("nothing_owed")
  for (const { id, metadata, payment_sessions } of await payments.listPaymentCollections(
    { id: open },
    { relations: ["payment_sessions"] },
  )) {
    for (const session of payment_sessions ?? [])
      if (isOurProvider(session.provider_id)) await payments.deletePaymentSession(session.id)
    await payments.updatePaymentCollections(
      id,
      id === first
        ? { amount: owed.amount, status: "not_paid", metadata: { ...metadata, [PAID_OTHERWISE_MARK]: true } }
        : { amount: 0 },
    )
  }
  return first
}

/** Its page is handed out no more. That its time is over is not announced: the order is paid. */
async function closeAttempt(
  container: MedusaContainer,
  { id, state, closed_at }: CheckoutRow,
  { note, actor }: PaidOtherwiseInput,
): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  if (closed_at !== null || NOTHING_TO_CHECK.includes(state)) return
  const event = { kind: "paid_otherwise", actor, detail: { note: maskText(note) } }
  const closing = { closed_at: NOW, outdated_at: NOW, announced_state: "expired" }
  if (mayMove(state, "canceled") && (await ledger.move(id, "canceled", closing, event))) return
  await ledger.update(id, closing)
  await ledger.note(id, event)
}
