import { ContainerRegistrationKeys, MathBN, MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addMoney, money, negated, type Money } from "../../core/money"
import { balanceOf, isOwed } from "../../core/checkout/owed"
import type { OrderState } from "../../core/checkout/decide"
import { isHeldFor } from "../../modules/almara/orders/held-money"
import { sumsOf } from "../../modules/almara/orders/order-sums"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { askedByOrders } from "./asked-by-order"

/** What stands in Medusa for a checkout. Amounts are decimal strings in major units. */
export interface MedusaSnapshot {
  orderState: OrderState
  /**
   * The cart is completed and its order is not there: so it is for a moment while Medusa completes a cart or rolls that
   * back.
   */
  isBetween: boolean
  session: {
    id: string
    provider_id: string
    status: string
    amount: string
    currency_code: string
    data: Record<string, unknown>
  } | null
  paymentCollectionId: string | null
  /** What its payment collection asks for and has received, in major units. */
  collection: { amount: string; captured: string } | null
  cartId: string | null
  orderId: string | null
  /** The number by which people know the order. */
  displayId: number | null
  /** The captured payment of this session, if Medusa has one. */
  payment: { id: string; captures: { id: string; amount: string }[]; isRefunded: boolean } | null
  /** Whether the capture also stands in the order's books; without that the order looks unpaid. */
  transactionWritten: boolean
  /** Whether some capture stands there more than once. */
  isBookedTwice: boolean
  /** The checkout whose confirmed money stands for the payment session, or for the cart's payment collection. */
  settledBy: string | null
  /** What the order still asks for, by its books alone; negative where it has received more. Null without an order. */
  balance: Money | null
  /** The same, less what has been confirmed for it elsewhere and is not in its books yet. */
  owed: Money | null
  /** What the order has received, by its books; null without an order. */
  received: Money | null
  /**
   * Whether money of the order is held, through whichever payment collection it came, that may belong to what is owed:
   * nobody is asked to pay meanwhile.
   */
  isMoneyHeld: boolean
  /** Whether the order is a merchant's draft: nobody is asked to pay for what is neither final nor reserved. */
  isDraft: boolean
  /** Whether the order is still as its cart made it. */
  isUntouched: boolean
  /** Counts the decisions about the order's money: who decides by what was read here must win it. */
  revision: number
}

const PLACED = sumsOf("placed")

/**
 * One statement, so one moment: what is read together was true together, and each read costs one query of Postgres
 * (decision 13). Every part is looked up by its id; an absent one is null and matches nothing. There are no joins,
 * because Postgres takes longer to plan them than to run them. `elsewhere` is what other payments have brought or will
 * bring and the order's books do not have yet: captured or authorized by any provider, and money that the ledger has
 * granted.
 */
const MEDUSA_SNAPSHOT = `
  with session as (
    select id, provider_id, status, amount::text, currency_code, data, payment_collection_id from payment_session where id = :session and deleted_at is null
  ), collection as (
    select coalesce((select payment_collection_id from session), :collection) as id
  ), placed as (
    select id, display_id, status, version, currency_code from "order" where id = any(array(
      select order_id from order_payment_collection where payment_collection_id = (select id from collection) and deleted_at is null
      union all select cast(:order as text)
    )) and deleted_at is null limit 1
  ), collections as (
    select array(select payment_collection_id from order_payment_collection where order_id = (select id from placed) and deleted_at is null) as ids
  )
  select
    (select to_json(session) from session) as session,
    (select id from collection) as payment_collection_id,
    (select json_build_object('amount', amount::text, 'captured', coalesce(captured_amount, 0)::text)
     from payment_collection where id = (select id from collection) and deleted_at is null) as collection,
    (select json_build_object('id', p.id,
       'captures', coalesce((select json_agg(json_build_object('id', c.id, 'amount', c.amount::text)) from capture c where c.payment_id = p.id and c.deleted_at is null), '[]'),
       'refunds', coalesce((select json_agg(r.amount::text) from refund r where r.payment_id = p.id and r.deleted_at is null), '[]'))
     from payment p where p.payment_session_id = :session and p.captured_at is not null and p.deleted_at is null limit 1) as payment,
    (select json_build_object('id', placed.id, 'displayId', placed.display_id, 'status', placed.status, 'currency', placed.currency_code,
       'revision', coalesce((select revision from almara_order where id = placed.id), 0),
       'isUntouched', ${PLACED.isUntouched}, 'asked', ${PLACED.asked}, 'received', ${PLACED.received}::text, 'isMoneyHeld', ${isHeldFor("placed.id")},
       'elsewhere', (
         select coalesce(sum(case when p.captured_at is null then p.amount - captures.written else captures.amount - captures.written end), 0)::text
         from payment p cross join lateral (
           select coalesce(sum(k.amount), 0) as amount, coalesce(sum(k.amount) filter (where exists (
             select 1 from order_transaction t where t.order_id = placed.id and t.reference_id = k.id and t.deleted_at is null)), 0) as written
           from capture k where k.payment_id = p.id and k.deleted_at is null) captures
         where p.payment_collection_id = any((select ids from collections)::text[])
           and p.payment_session_id is distinct from :session and p.canceled_at is null and p.deleted_at is null),
       'granted', (
         select coalesce(sum(coalesce(a.booked_amount::numeric, (select s.amount from payment_session s where s.id = a.payment_session_id))), 0)::text
         from almara_settlement a where a.payment_collection_id = any((select ids from collections)::text[])
           and a.payment_session_id is distinct from :session and a.closed_at is null and a.deleted_at is null
           and not exists (select 1 from payment p where p.payment_session_id = a.payment_session_id and p.deleted_at is null)),
       'written', coalesce((select json_agg(t.reference_id) from order_transaction t where t.order_id = placed.id and t.reference = 'capture' and t.deleted_at is null), '[]'))
     from placed) as placed,
    (select json_build_object('id', l.cart_id, 'isCompleted', (select completed_at is not null from cart where id = l.cart_id and deleted_at is null))
     from cart_payment_collection l where l.payment_collection_id = (select id from collection) and l.deleted_at is null limit 1) as cart,
    coalesce(
      (select checkout_id from almara_settlement where payment_session_id = :session and closed_at is null and deleted_at is null),
      (select checkout_id from almara_settlement where payment_collection_id = (select id from collection) and order_id is null and closed_at is null and deleted_at is null)
    ) as settled_by`

/** Six seconds: a process that died in between leaves it so for good. */
const MOST_READS = 30
const READ_EVERY_IN_MILLISECONDS = 200

interface Found {
  session: (NonNullable<MedusaSnapshot["session"]> & { payment_collection_id: string }) | null
  payment_collection_id: string | null
  collection: MedusaSnapshot["collection"]
  payment: { id: string; captures: { id: string; amount: string }[]; refunds: string[] } | null
  placed: PlacedOrder | null
  /** `isCompleted` is null where the cart is gone. */
  cart: { id: string; isCompleted: boolean | null } | null
  settled_by: string | null
}

interface PlacedOrder {
  id: string
  displayId: number
  status: string
  currency: string
  revision: number
  /** Whether it is as its cart made it: what it asks for is then what Medusa has stored. */
  isUntouched: boolean
  asked: string | null
  received: string
  isMoneyHeld: boolean
  elsewhere: string
  granted: string
  written: string[]
}

/**
 * Reads the payment session, its collection, and the order or cart that the money is for, straight from the database.
 */
export async function readMedusaSnapshot(
  container: MedusaContainer,
  checkout: Pick<CheckoutRow, "payment_session_id" | "payment_collection_id">,
): Promise<MedusaSnapshot> {
  return read(container, {
    session: checkout.payment_session_id,
    collection: checkout.payment_collection_id,
    order: null,
  })
}

/** Reads an order as it stands for whatever pays for it: it is no session's, so every payment of it counts. */
export async function readOrderSnapshot(container: MedusaContainer, orderId: string): Promise<MedusaSnapshot> {
  return read(container, { session: "", collection: null, order: orderId })
}

async function read(
  container: MedusaContainer,
  of: { session: string; collection: string | null; order: string | null },
): Promise<MedusaSnapshot> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = await connection.raw<{ rows: [Found] }>(MEDUSA_SNAPSHOT, of)
  const { session, payment, placed, cart, payment_collection_id, collection, settled_by } = rows[0]
  const written = new Set(placed?.written)
  const sums = placed && (await reckonSums(container, placed))
  return {
    orderState: placed && sums ? orderStateOf(placed, sums.owed) : cart?.isCompleted === false ? "cart_open" : "gone",
    isBetween: !placed && cart?.isCompleted === true,
    session,
    paymentCollectionId: payment_collection_id,
    collection,
    cartId: cart?.id ?? null,
    orderId: placed?.id ?? null,
    displayId: placed?.displayId ?? null,
    payment: payment && { id: payment.id, captures: payment.captures, isRefunded: isRefunded(payment) },
    transactionWritten:
      payment !== null && payment.captures.length > 0 && payment.captures.every((capture) => written.has(capture.id)),
    isBookedTwice: placed !== null && written.size < placed.written.length,
    settledBy: settled_by,
    balance: sums?.balance ?? null,
    owed: sums?.owed ?? null,
    received: placed && money(placed.received, placed.currency),
    isMoneyHeld: placed?.isMoneyHeld ?? false,
    isDraft: placed?.status === "draft",
    isUntouched: placed?.isUntouched ?? true,
    revision: placed?.revision ?? 0,
  }
}

/**
 * An order that was changed asks for what Medusa reckons: what it has stored knows no requested return, and no tax that
 * came later.
 */
async function reckonSums(container: MedusaContainer, placed: PlacedOrder): Promise<{ balance: Money; owed: Money }> {
  const of = (amount: string) => money(amount, placed.currency)
  const isStored = placed.isUntouched && placed.asked !== null
  const asked = isStored ? of(placed.asked ?? "0") : (await askedByOrders(container, [placed.id])).get(placed.id)
  if (!asked) throw new MedusaError(MedusaError.Types.NOT_FOUND, `The order ${placed.id} is not there any more.`)
  const balance = balanceOf({ asked, received: of(placed.received) })
  return { balance, owed: addMoney(balance, negated(addMoney(of(placed.elsewhere), of(placed.granted)))) }
}

/**
 * Reads again while a cart is between open and ordered: money would seem to have no order there, and be held for
 * nothing.
 */
export function readStableMedusaSnapshot(...looked: Parameters<typeof readMedusaSnapshot>): Promise<MedusaSnapshot> {
  return lookAgainWhile(({ isBetween }) => isBetween, ...looked)
}

/**
 * Looks again while money is captured and not in its order's books: who captures it writes that next, and twice would
 * be too much.
 */
export function readWrittenMedusaSnapshot(...looked: Parameters<typeof readMedusaSnapshot>): Promise<MedusaSnapshot> {
  return lookAgainWhile(
    ({ payment, orderId, transactionWritten }) => payment !== null && orderId !== null && !transactionWritten,
    ...looked,
  )
}

async function lookAgainWhile(
  isUnsteady: (snapshot: MedusaSnapshot) => boolean,
  ...[container, checkout]: Parameters<typeof readMedusaSnapshot>
): Promise<MedusaSnapshot> {
  let snapshot = await readMedusaSnapshot(container, checkout)
  for (let reads = 1; isUnsteady(snapshot) && reads < MOST_READS; reads += 1) {
    await new Promise((resolve) => setTimeout(resolve, READ_EVERY_IN_MILLISECONDS))
    snapshot = await readMedusaSnapshot(container, checkout)
  }
  return snapshot
}

/**
 * Returns whether Medusa has booked this checkout's money onto an order that stands: only a refund on the order can
 * undo that.
 */
export function isBooked(snapshot: MedusaSnapshot, checkoutId: string): boolean {
  return (
    snapshot.payment !== null &&
    snapshot.settledBy === checkoutId &&
    snapshot.orderId !== null &&
    snapshot.orderState !== "order_canceled"
  )
}

/** Returns whether somebody can be asked to pay for an order. */
export function isPayable({ orderState, isDraft }: MedusaSnapshot): boolean {
  return orderState === "order_waiting" && !isDraft
}

function isRefunded({ captures, refunds }: NonNullable<Found["payment"]>): boolean {
  return MathBN.gte(MathBN.sum(0, ...refunds), MathBN.sum(0, ...captures.map(({ amount }) => amount)))
}

function orderStateOf({ status }: PlacedOrder, owed: Money): OrderState {
  if (status === "canceled") return "order_canceled"
  return isOwed(owed) ? "order_waiting" : "order_paid"
}
