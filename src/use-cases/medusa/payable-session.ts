import { ContainerRegistrationKeys, MedusaError, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { compareMoney, isSameMoney, money, type Money } from "../../core/money"
import { askOf } from "../../core/checkout/owed"
import { SET_ASIDE, sqlList } from "../../core/checkout/states"
import { isOurProvider, methodNameOf } from "../../core/provider-id"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { WITHOUT_PAGE } from "../../providers/almara/session-data"
import { collectionToPay, payableCollections } from "./line-up-collections"
import type { MedusaSnapshot } from "./snapshot"

type Session = NonNullable<MedusaSnapshot["session"]>

/** Unused ones of ours, the newest first: a payment, or money that a person closed, makes one useless. */
const UNUSED_SESSIONS = `
  select s.id, s.provider_id, s.status, s.amount::text, s.currency_code, s.data from payment_session s
  where s.payment_collection_id = :collection and s.provider_id = :provider and s.deleted_at is null
    and not exists (select 1 from payment p where p.payment_session_id = s.id and p.deleted_at is null)
    and not exists (select 1 from almara_settlement a where a.payment_session_id = s.id and a.deleted_at is null)
    and not exists (select 1 from almara_checkout c where c.payment_session_id = s.id and c.state in ${sqlList(SET_ASIDE)} and c.deleted_at is null)
  order by s.id = :session desc, s.created_at desc`

/** The session that is asked for; its id is empty where there is none yet. */
type AskedSession = Pick<Session, "id" | "provider_id" | "currency_code">

/**
 * Returns a payment session for exactly what the order owes now: the one that is asked for where it is still that, else
 * another one. The amount of a session is never changed: Medusa captures what a session says, whatever was paid on its
 * page.
 * @throws NOT_ALLOWED, with a sentence for the shopper, where nothing is owed or the order's currency is another one.
 */
export async function payableSession(
  container: MedusaContainer,
  { orderId, owed, paymentCollectionId }: Pick<MedusaSnapshot, "orderId" | "owed" | "paymentCollectionId">,
  asked: AskedSession,
): Promise<Session> {
  if (!orderId || !owed) throw nothingLeft()
  if (money("0", asked.currency_code).currency !== owed.currency) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "This order asks for another currency by now, and cannot be paid here. Please contact the store.",
    )
  }
  const collection = collectionToPay(await payableCollections(container, orderId, owed), paymentCollectionId)
  const ask = collection && askOf({ owed, lacks: collection.amount })
  if (!ask) throw nothingLeft()

  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = await connection.raw<{ rows: Session[] }>(UNUSED_SESSIONS, {
    collection: collection.id,
    provider: asked.provider_id,
    session: asked.id,
  })
  const fitting = rows.find((session) => isSameMoney(money(session.amount, session.currency_code), ask.exact))
  if (fitting) return fitting
  // Medusa's own workflow would delete the other sessions of the collection, and the old page may still be paid.
  const created = await container.resolve(Modules.PAYMENT).createPaymentSession(collection.id, {
    provider_id: asked.provider_id,
    amount: ask.exact.amount,
    currency_code: asked.currency_code,
    data: {},
    context: {},
  })
  return {
    id: created.id,
    provider_id: created.provider_id,
    status: created.status,
    amount: ask.exact.amount,
    currency_code: created.currency_code,
    data: created.data ?? {},
  }
}

/**
 * Returns a payment session for money that is there already, on an open collection of its order: that of its checkout
 * where it has taken no other money, else another one, whose page nobody is sent to. Undefined where there is no open
 * collection.
 */
export async function sessionForMoney(
  container: MedusaContainer,
  { orderId, session: own, payment, settledBy, owed, paymentCollectionId }: MedusaSnapshot,
  { exact, provider }: { exact: Money; provider: string | undefined },
): Promise<Pick<Session, "id" | "amount"> | undefined> {
  if (!orderId || !owed) return undefined
  const open = await payableCollections(container, orderId, owed)
  const isUnused =
    own !== null && payment === null && settledBy === null && open.some(({ id }) => id === paymentCollectionId)
  if (isUnused && isSameMoney(money(own.amount, own.currency_code), exact)) return own
  const collection = open.find(({ amount }) => compareMoney(amount, exact) >= 0) ?? open[0]
  if (!collection || !provider) return undefined
  const { id } = await container.resolve(Modules.PAYMENT).createPaymentSession(collection.id, {
    provider_id: provider,
    amount: exact.amount,
    currency_code: exact.currency.toLowerCase(),
    data: {},
    context: { [WITHOUT_PAGE]: true } as never,
  })
  return { id, amount: exact.amount }
}

/** Of these sessions Medusa may have deleted any, and keeps a row of some. */
const PROVIDERS = `
  select known.id from (
    select provider_id as id, 0 as place, created_at from payment_session where id = :session
    union all
    select s.provider_id, 1, s.created_at from order_payment_collection l
      join payment_session s on s.payment_collection_id = l.payment_collection_id
      where l.order_id = :order and l.deleted_at is null
    union all
    select r.payment_provider_id, 2, r.created_at from "order" o
      join region_payment_provider r on r.region_id = o.region_id and r.deleted_at is null
      where o.id = :order) known
    join payment_provider p on p.id = known.id and p.is_enabled and p.deleted_at is null
  order by known.place, known.created_at desc`

/**
 * Returns by which provider of ours a payment session can be made for money of an order: that of the session that the
 * money came for, else one of the way in which it was paid, else of another session of the order or what its region
 * offers. Undefined where there is none.
 */
export async function providerFor(
  container: MedusaContainer,
  { orderId, session }: Pick<MedusaSnapshot, "orderId" | "session">,
  checkout?: Pick<StoredCheckout, "payment_session_id" | "method">,
): Promise<string | undefined> {
  if (session) return session.provider_id
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: { id: string }[] }>(PROVIDERS, { session: checkout?.payment_session_id ?? null, order: orderId })
  const ours = rows.filter(({ id }) => isOurProvider(id))
  return (ours.find(({ id }) => methodNameOf(id) === checkout?.method) ?? ours[0])?.id
}

function nothingLeft(): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_ALLOWED, "There is nothing left to pay here. Please contact the store.")
}
