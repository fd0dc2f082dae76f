import { ContainerRegistrationKeys, Modules, PaymentCollectionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { createOrderPaymentCollectionWorkflow } from "@medusajs/medusa/core-flows"
import { addMoney, compareMoney, isSameMoney, money, negated, type Money } from "../../core/money"
import { isOwed } from "../../core/checkout/owed"
import type { MedusaSnapshot } from "./snapshot"

/**
 * A payment collection of an order on which nothing was paid yet and to which no money was granted, and what it asks
 * for.
 */
export interface OpenCollection {
  id: string
  amount: Money
}

const OPEN_COLLECTIONS = `
  select c.id, c.amount::text as amount, c.currency_code from payment_collection c
  where c.id = any(array(select payment_collection_id from order_payment_collection where order_id = :order and deleted_at is null))
    and c.status in ('not_paid', 'awaiting') and c.deleted_at is null
    and not exists (select 1 from payment p where p.payment_collection_id = c.id and p.canceled_at is null and p.deleted_at is null)
    and not exists (select 1 from almara_settlement a where a.payment_collection_id = c.id and a.closed_at is null and a.deleted_at is null)
  order by c.created_at desc, c.id desc`

/**
 * Closes a payment collection that has received a part of what it asks for: on it a new session would delete the paid
 * one and ask for everything again, and the order would look partly paid for ever.
 */
export async function closePartlyPaidCollection(
  container: MedusaContainer,
  { paymentCollectionId, collection, owed }: MedusaSnapshot,
): Promise<void> {
  if (!paymentCollectionId || !collection || !owed) return
  const [asked, captured] = [money(collection.amount, owed.currency), money(collection.captured, owed.currency)]
  if (isSameMoney(captured, money(0, owed.currency)) || compareMoney(captured, asked) >= 0) return
  const closed = {
    amount: captured.amount,
    status: PaymentCollectionStatus.COMPLETED,
    completed_at: await databaseTime(container),
  }
  await container.resolve(Modules.PAYMENT).updatePaymentCollections(paymentCollectionId, closed as never)
}

/**
 * As `lineUpCollections`; where an order that owes something has no open payment collection, Medusa makes one. Not by
 * its workflow that creates or updates one: that cancels what another provider has authorized for the order.
 */
export async function payableCollections(
  container: MedusaContainer,
  orderId: string,
  owed: Money,
): Promise<OpenCollection[]> {
  const open = await lineUpCollections(container, orderId, owed)
  if (open.length > 0 || !isOwed(owed)) return open
  // The exact sum is written below.
  const input = { order_id: orderId, amount: Number(owed.amount) }
  await createOrderPaymentCollectionWorkflow(container).run({ input })
  return lineUpCollections(container, orderId, owed)
}

/**
 * Makes the open payment collections of an order ask for what it owes and not for more, the newest first. Returns them
 * as they are then. What a merchant has split stays split.
 */
export async function lineUpCollections(
  container: MedusaContainer,
  orderId: string,
  owed: Money,
): Promise<OpenCollection[]> {
  const open = await openCollections(container, orderId)
  const linedUp = linedUpFor(open, owed)
  for (const [place, { id, amount }] of linedUp.entries())
    if (!isSameMoney(amount, open[place]?.amount ?? amount))
      await container.resolve(Modules.PAYMENT).updatePaymentCollections(id, { amount: amount.amount } as never)
  return linedUp
}

/** Returns the open payment collection that is paid next: the preferred one where it asks for anything. */
export function collectionToPay(
  open: readonly OpenCollection[],
  preferredId: string | null,
): OpenCollection | undefined {
  const asking = open.filter(({ amount }) => isOwed(amount))
  return asking.find(({ id }) => id === preferredId) ?? asking[0]
}

/** Returns how the open payment collections of an order would be lined up, and changes nothing. */
export async function openCollectionsFor(
  container: MedusaContainer,
  orderId: string,
  owed: Money,
): Promise<OpenCollection[]> {
  return linedUpFor(await openCollections(container, orderId), owed)
}

/** One that asks for nothing is no part of a merchant's split: it is left from when the order owed less. */
function linedUpFor(open: readonly OpenCollection[], owed: Money): OpenCollection[] {
  const nothing = money(0, owed.currency)
  const asking = open.filter(({ amount }) => isOwed(amount))
  const split = asking.length > 0 ? asking : open.slice(0, 1)
  let rest = isOwed(owed) ? owed : nothing
  return open.map((collection) => {
    const isLess = split.length > 1 && compareMoney(collection.amount, rest) < 0
    const asked = !split.includes(collection) ? nothing : isLess ? collection.amount : rest
    rest = addMoney(rest, negated(asked))
    return { id: collection.id, amount: asked }
  })
}

async function openCollections(container: MedusaContainer, orderId: string): Promise<OpenCollection[]> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = await connection.raw<{ rows: { id: string; amount: string; currency_code: string }[] }>(
    OPEN_COLLECTIONS,
    { order: orderId },
  )
  return rows.map(({ id, amount, currency_code }) => ({ id, amount: money(amount, currency_code) }))
}

async function databaseTime(container: MedusaContainer): Promise<Date> {
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: [{ now: Date }] }>("select now()")
  return rows[0].now
}
