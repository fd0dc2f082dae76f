import { createOrUpdateOrderPaymentCollectionWorkflow, markPaymentCollectionAsPaid } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PAID_OTHERWISE_MARK } from "../../core/views/admin/order"
import { mayMove, NOTHING_TO_CHECK, UNBOOKED } from "../../core/checkout/states"
import { compareMoney, money } from "../../core/money"
import { maskText } from "../../core/text"
import { isOurProvider } from "../../core/provider-id"
import { ALMARA_MODULE } from "../../modules/almara"
import { exactAmount, type WithAmount } from "../../modules/almara/medusa-amount"
import { NOW } from "../../modules/almara/moments"
import { attemptsOfOrder } from "../../modules/almara/orders/order-attempts"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { requireWaiting } from "./order"
import { settleNow } from "./settle-now"
import { isPaidAtAlmara } from "../is-paid-at-almara"
import { isCalledPaid } from "../medusa/may-cancel"
import { BusinessError, cannotCheck } from "../business-error"

export interface PaidOtherwiseInput {
  orderId: string
  /** How it was paid; what looks like a card number or an address in it is masked before it is kept. */
  note: string
  /** The admin's id, for the timeline. */
  actor: string
}

interface OpenCollection {
  id: string
  metadata: Record<string, unknown>
  /** Of our payment sessions on it. */
  sessions: string[]
}

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
  await requireOwing(container, orderId)
  if (!kept || !(await orders.begin(orderId, kept.revision, null))) throw new BusinessError("busy")
  try {
    const collection = await openCollection(container, orderId)
    await bookOn(container, collection, input)
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

async function requireOwing(container: MedusaContainer, orderId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  await requireWaiting(container, orderId)
  // What was resolved went back: the order has to be paid in another way.
  const attempts = await attemptsOfOrder(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
  if (attempts.some(({ state }) => UNBOOKED.includes(state))) throw new BusinessError("almara_has_money")
  const deadline = await ledger.deadlineOf(orderId)
  if (!deadline?.owes) throw new BusinessError("nothing_owed")
  if (await isCalledPaid(container, orderId)) throw new BusinessError("callback_says_paid")
}

/** The payment collection that the order waits with; what other open ones ask for is taken from them. */
async function openCollection(container: MedusaContainer, orderId: string): Promise<OpenCollection> {
  const open = await openCollections(container, orderId)
  const [first, ...others] = open.length > 0 ? open : await madeAnew(container, orderId)
  if (!first) throw new BusinessError("nothing_owed")
  const payments = container.resolve(Modules.PAYMENT)
  for (const { id } of others) await payments.updatePaymentCollections(id, { amount: 0 })
  for (const session of [first, ...others].flatMap(({ sessions }) => sessions))
    await payments.deletePaymentSession(session)
  return first
}

async function openCollections(container: MedusaContainer, orderId: string): Promise<OpenCollection[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order_payment_collection",
    fields: [
      "payment_collection.id",
      "payment_collection.status",
      "payment_collection.metadata",
      "payment_collection.payments.id",
      "payment_collection.payments.captured_at",
      "payment_collection.payments.canceled_at",
      "payment_collection.payment_sessions.id",
      "payment_collection.payment_sessions.provider_id",
    ],
    filters: { order_id: orderId },
  })
  const collections = (data as unknown as { payment_collection?: LinkedCollection }[]).flatMap(
    ({ payment_collection }) => payment_collection ?? [],
  )
  if (
    collections.some(({ payments }) =>
      payments?.some((payment) => payment && !payment.captured_at && !payment.canceled_at),
    )
  )
    throw new BusinessError("other_provider_has_money")
  return collections
    .filter(({ status, payments }) => ["not_paid", "awaiting"].includes(status) && !payments?.length)
    .map(({ id, metadata, payment_sessions }) => ({
      id,
      metadata: metadata ?? {},
      sessions: (payment_sessions ?? []).flatMap((session) =>
        session && isOurProvider(session.provider_id) ? session.id : [],
      ),
    }))
}

interface LinkedCollection {
  id: string
  status: string
  metadata?: Record<string, unknown> | null
  payments?: ({ captured_at?: unknown; canceled_at?: unknown } | null)[]
  payment_sessions?: ({ id: string; provider_id: string } | null)[]
}

async function madeAnew(container: MedusaContainer, orderId: string): Promise<OpenCollection[]> {
  await createOrUpdateOrderPaymentCollectionWorkflow(container).run({ input: { order_id: orderId } })
  return openCollections(container, orderId)
}

/** Our sessions are gone from it: the mark says to the admin that it had waited for Almara. */
async function bookOn(
  container: MedusaContainer,
  { id, metadata }: OpenCollection,
  { orderId, actor }: PaidOtherwiseInput,
): Promise<void> {
  await container.resolve(Modules.PAYMENT).updatePaymentCollections(id, {
    amount: await owedOn(container, orderId),
    status: "not_paid",
    metadata: { ...metadata, [PAID_OTHERWISE_MARK]: true },
  })
  await markPaymentCollectionAsPaid(container).run({
    input: { order_id: orderId, payment_collection_id: id, captured_by: actor },
  })
}

async function owedOn(container: MedusaContainer, orderId: string): Promise<string> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "currency_code", "total", "summary"], filters: { id: orderId } })
  const [order] = data as unknown as { currency_code: string; summary?: WithAmount<"pending_difference"> }[]
  if (!order?.summary) throw new BusinessError("nothing_owed")
  const owed = money(exactAmount(order.summary, "pending_difference"), order.currency_code)
  if (compareMoney(owed, money(0, owed.currency)) <= 0) throw new BusinessError("nothing_owed")
  return owed.amount
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
