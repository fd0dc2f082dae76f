import { BookWalk } from "../../src/modules/almara/books"
import type { Boundaries } from "./boundaries"
import { connectionTo } from "./connection"
import type { Gateway } from "./gateway"
import { isPaid, type Model } from "./model"
import { eventually, type FilledCart } from "./shopper"
import { callJson, type RunningStore } from "./store"

/** The price of the three shirts. */
const PRICE = 7000

/** The real thing: one payment in a booted store. */
export interface World {
  store: RunningStore
  gateway: Gateway
  boundaries: Boundaries
  cart: FilledCart
  /** The attempts as the ledger has them, the first one first. */
  checkouts: KnownCheckout[]
  /** Whether real and model must be equal; with a planted bug they need not. */
  isCompared: boolean
}

export interface KnownCheckout {
  id: string
  conversationId: string
  /** How far it has come; it never goes back. */
  rank: number
  isHeld: boolean
}

/** How far each state is on the way. Between those of equal rank a person or a late answer may change. */
const RANKS = ["creating", "open", "failed|canceled", "expired|refused", "received", "held|paid", "resolved"]

interface SeenCheckout {
  id: string
  conversation_id: string
  state: string
  hold_reason: string | null
  is_closed: boolean
  is_asked_again: boolean
  is_settled: boolean
}

interface Seen {
  checkouts: SeenCheckout[]
  captures: number
  booked: number
  orders: number
  order_status: string | null
}

async function look({ store, cart }: World): Promise<Seen> {
  const { rows } = await store.database.query(
    `select
       (select json_agg(json_build_object('id', id, 'conversation_id', conversation_id, 'state', state, 'hold_reason', hold_reason, 'is_closed', closed_at is not null,
          'is_asked_again', next_question_at is not null, 'is_settled', exists (select 1 from almara_settlement s where s.checkout_id = c.id and s.closed_at is null and s.deleted_at is null)) order by attempt)
        from almara_checkout c where payment_session_id = $2) as checkouts,
       (select count(*)::int from capture join payment on payment.id = capture.payment_id where payment_collection_id = $1) as captures,
       (select coalesce(sum(amount), 0)::int from order_transaction t join order_payment_collection l on l.order_id = t.order_id where l.payment_collection_id = $1) as booked,
       (select count(*)::int from order_payment_collection where payment_collection_id = $1 and deleted_at is null) as orders,
       (select o.status from "order" o join order_payment_collection l on l.order_id = o.id where l.payment_collection_id = $1 limit 1) as order_status`,
    [cart.paymentCollectionId, cart.paymentSessionId]
  )
  return rows[0]
}

/** What Almara's own books show as received for each attempt, in major units; null while nothing was paid. */
async function receivedAtAlmara({ gateway }: World, { checkouts }: Seen): Promise<(number | null)[]> {
  const { body } = await callJson(`${gateway.url}/simulator/books`)
  return checkouts.map(({ conversation_id }) => {
    const entry = body.find((one: { originatorConversationId: string }) => one.originatorConversationId === conversation_id)
    return entry.outcome === "paid" ? Number(entry.amount) : null
  })
}

/**
 * Waits until nobody is at work on the payment and nothing about it is due. A callback that a planted bug has made wait for
 * another try is not waited for.
 */
export async function untilQuiet({ store, checkouts, isCompared }: World): Promise<void> {
  await eventually(
    async () =>
      (
        await store.database.query(
          `select id, state, claimed_by, last_error from almara_checkout where id = any($1) and (claimed_by is not null or next_question_at <= now())
           union all select id, state, claimed_by, last_error from almara_callback where checkout_id = any($1) and state = 'waiting' and (tries = 0 or $2)`,
          [checkouts.map(({ id }) => id), isCompared]
        )
      ).rows,
    (busy) => busy.length === 0,
    90_000
  )
}

/** The clock's next turn for some checkouts is now. The claim that has run out shows when it was taken. Answers how many had one. */
export async function makeTurnCome({ store }: World, checkouts: KnownCheckout[]): Promise<number> {
  const { rowCount } = await store.database.query(
    `update almara_checkout set next_question_at = now(), claimed_by = 'a run that died', claimed_until = now() - interval '1 second'
     where id = any($1) and next_question_at is not null`,
    [checkouts.map(({ id }) => id)]
  )
  return rowCount ?? 0
}

/** Lets an event happen and everything that follows from it. However slow the machine is, the clock asks only when it is told to. */
export async function undisturbed(world: World, event: () => Promise<unknown>): Promise<void> {
  await world.store.database.query("update almara_checkout set next_question_at = now() + interval '1 day' where id = any($1) and next_question_at is not null", [world.checkouts.map(({ id }) => id)])
  await event()
  await untilQuiet(world)
}

/** More than the clock has to ask about a checkout after its time is over. */
const MOST_TURNS = 5

/** Days pass: each checkout has turn after turn of the clock, until nothing is expected of it any more. */
export async function letClocksRun(world: World): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    await world.store.database.query(
      `update almara_checkout set due_at = least(due_at, now() - interval '1 day') - greatest(next_question_at - now(), interval '0')
       where id = any($1) and next_question_at is not null`,
      [world.checkouts.map(({ id }) => id)]
    )
    if ((await makeTurnCome(world, world.checkouts)) === 0) return
    await untilQuiet(world)
  }
}

/** What must hold after every event. Throws with the names of those that do not, else with what the model says otherwise. */
export async function holdInvariants(world: World, model: Model, { byPerson }: { byPerson: boolean }): Promise<void> {
  const seen = await look(world)
  const received = await receivedAtAlmara(world, seen)
  const settled = seen.checkouts.findIndex(({ is_settled }) => is_settled)
  const rankOf = (state: string) => RANKS.findIndex((states) => states.split("|").includes(state))
  demand(seen, {
    "no order is canceled while its money is captured and not held": !(seen.order_status === "canceled" && seen.captures > 0) || seen.checkouts[settled]?.state === "held",
    "never two captures": seen.captures <= 1 && seen.booked <= PRICE && seen.orders <= 1,
    "captured is paid at Almara": seen.captures === 0 || received[settled] === PRICE,
    "states only move forward": world.checkouts.every(({ rank }, index) => rankOf(seen.checkouts[index]?.state ?? "") >= rank),
    "held money moves only by a person": byPerson || world.checkouts.every(({ isHeld }, index) => !isHeld || seen.checkouts[index]?.state === "held"),
  })
  world.checkouts = seen.checkouts.map(({ id, conversation_id, state }) => ({ id, conversationId: conversation_id, rank: rankOf(state), isHeld: state === "held" }))
  if (world.isCompared) compare(seen, model)
}

/** What must hold when nothing is expected any more, whatever happened. Throws with the names of those that do not. */
export async function holdFinalInvariants(world: World): Promise<void> {
  const seen = await look(world)
  const received = await receivedAtAlmara(world, seen)
  const books = await new BookWalk(await connectionTo(world.store)).books(seen.checkouts.map(({ id }) => id))
  const isOnOrder = ({ state, is_settled }: SeenCheckout, amount: number) => state === "paid" && is_settled && amount === PRICE && seen.captures === 1 && seen.booked === PRICE
  demand(seen, {
    "paid at Almara is captured once or held": seen.checkouts.every((checkout, index) => {
      const amount = received[index] ?? null
      return amount === null || checkout.state === "held" || isOnOrder(checkout, amount)
    }),
    "both books agree": books.every(({ differ }) => !differ),
    "no stock is kept for an order that nobody paid": seen.order_status !== "pending" || received.some((amount) => amount !== null),
  })
}

function demand(seen: Seen, invariants: Record<string, boolean>): void {
  const broken = Object.keys(invariants).filter((name) => !invariants[name])
  if (broken.length > 0) throw new Error(`Invariant broken: ${broken.join(", ")}. Seen: ${JSON.stringify(seen)}`)
}

function compare(seen: Seen, model: Model): void {
  const inModel = model.attempts.map(({ state, holdReason, isClosed }) => ({ state, hold_reason: holdReason, is_closed: isClosed, is_asked_again: state !== "paid" && state !== "held" }))
  const inLedger = seen.checkouts.map(({ state, hold_reason, is_closed, is_asked_again }) => ({ state, hold_reason, is_closed, is_asked_again }))
  if (JSON.stringify(inModel) !== JSON.stringify(inLedger)) throw new Error(`The model says ${JSON.stringify(inModel)}, the ledger says ${JSON.stringify(inLedger)}.`)
  const inShop = seen.order_status === null ? "no order" : seen.order_status === "canceled" ? "canceled" : seen.captures === 1 ? "paid" : "waits"
  const expected = model.home === "order" ? (isPaid(model) ? "paid" : "waits") : model.home === "canceled" ? "canceled" : "no order"
  if (inShop !== expected) throw new Error(`The model says of the order: ${expected}; it is: ${inShop}.`)
}
