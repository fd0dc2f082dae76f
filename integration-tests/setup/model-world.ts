import { BookWalk } from "../../src/modules/almara/jobs/books"
import type { Boundaries } from "./boundaries"
import { connectionTo } from "./connection"
import type { Gateway } from "./gateway"
import { owedBy } from "./merchant"
import { isPaid, type Model } from "./model"
import { eventually, type FilledCart } from "./shopper"
import { callJson, type RunningStore } from "./store"

/** The real thing: one payment in a booted store. */
export interface World {
  store: RunningStore
  gateway: Gateway
  boundaries: Boundaries
  /** What the shopper pays for; `id` is no cart's where the merchant has placed the order. */
  cart: FilledCart
  /** The attempts as the ledger has them, the first one first. */
  checkouts: KnownCheckout[]
  /** Whether real and model must be equal; with a planted bug they need not. */
  isCompared: boolean
}

export interface KnownCheckout {
  id: string
  merchantRequestId: string
  /** How far it has come; it never goes back. */
  rank: number
  isHeld: boolean
}

/** How far each state is on the way. Between those of equal rank a person or a late answer may change. */
const RANKS = ["creating", "open", "failed|canceled", "expired|refused", "received", "held|paid", "resolved"]

interface SeenCheckout {
  id: string
  merchant_request_id: string
  session: string
  collection: string
  asks: number
  state: string
  hold_reason: string | null
  is_closed: boolean
  is_asked_again: boolean
  is_settled: boolean
  is_session_gone: boolean
  /**
   * What Medusa has captured for its session, and of that what stands on the order; both of the attempt that is
   * settled.
   */
  captured: number
  booked: number
}

interface Seen {
  checkouts: SeenCheckout[]
  /** All that Medusa has captured by Almara, and what of that stands on the order. */
  captured: number
  booked: number
  most_captures: number
  orders: number
  order_id: string | null
  order_status: string | null
}

const LOOK = `
  with own as (
    select order_id from order_payment_collection where payment_collection_id = $1 and deleted_at is null
  ), collection as (
    select $1::text as id union select payment_collection_id from order_payment_collection where order_id in (select order_id from own) and deleted_at is null
  ), captured as (
    select k.id, k.amount, p.payment_session_id as session, coalesce((select sum(t.amount) from order_transaction t where t.reference_id = k.id and t.deleted_at is null), 0) as booked
    from capture k join payment p on p.id = k.payment_id
    where p.payment_collection_id in (select id from collection) and p.provider_id like 'pp_almara%' and k.deleted_at is null
  ), checkout as (
    select c.*, exists (select 1 from almara_settlement s where s.checkout_id = c.id and s.closed_at is null and s.deleted_at is null) as is_settled
    from almara_checkout c where (c.payment_session_id = $2 or c.payment_collection_id in (select id from collection)) and c.deleted_at is null
  )
  select
    (select json_agg(json_build_object('id', id, 'merchant_request_id', merchant_request_id, 'session', payment_session_id, 'collection', payment_collection_id, 'asks', amount::float,
       'state', state, 'hold_reason', hold_reason, 'is_closed', closed_at is not null, 'is_asked_again', next_check_at is not null, 'is_settled', is_settled,
       'is_session_gone', not exists (select 1 from payment_session s where s.id = payment_session_id and s.deleted_at is null),
       'captured', (select coalesce(sum(amount), 0)::float from captured where is_settled and session = payment_session_id),
       'booked', (select coalesce(sum(booked), 0)::float from captured where is_settled and session = payment_session_id)) order by created_at, attempt)
     from checkout) as checkouts,
    (select coalesce(sum(amount), 0)::float from captured) as captured,
    (select coalesce(sum(booked), 0)::float from captured) as booked,
    (select coalesce(max(count), 0)::int from (select count(*) from captured group by session) one) as most_captures,
    (select count(*)::int from own) as orders,
    (select order_id from own limit 1) as order_id,
    (select status from "order" where id in (select order_id from own) limit 1) as order_status`

async function look({ store, cart }: Pick<World, "store" | "cart">): Promise<Seen> {
  return (await store.database.query(LOOK, [cart.paymentCollectionId, cart.paymentSessionId])).rows[0]
}

/** The attempts as the ledger has them, the oldest first. */
export async function attemptsOf(world: Pick<World, "store" | "cart">): Promise<SeenCheckout[]> {
  return (await look(world)).checkouts
}

/** The order that shall be paid, or that the cart has become. */
export async function orderOfWorld(world: Pick<World, "store" | "cart">): Promise<string> {
  return (await look(world)).order_id ?? "none"
}

/** What Almara's own books show as received for each attempt, in major units; null while nothing was paid. */
async function receivedAtAlmara({ gateway }: World, { checkouts }: Seen): Promise<(number | null)[]> {
  const { body } = await callJson(`${gateway.url}/simulator/books`)
  return checkouts.map(({ merchant_request_id }) => {
    const entry = body.find(
      (one: { originatorConversationId: string }) => one.originatorConversationId === merchant_request_id,
    )
    return entry.outcome === "paid" ? Number(entry.amount) : null
  })
}

/**
 * Waits until nobody is at work on the payment and nothing about it is due. A callback that a planted bug has made wait
 * for another try is not waited for.
 */
export async function untilQuiet({ store, checkouts, isCompared }: World): Promise<void> {
  await eventually(
    async () =>
      (
        await store.database.query(
          `select id, state, leased_by, last_error from almara_checkout where id = any($1) and (leased_by is not null or next_check_at <= now())
           union all select id, state, leased_by, last_error from almara_callback where checkout_id = any($1) and state = 'waiting' and (tries = 0 or $2)`,
          [checkouts.map(({ id }) => id), isCompared],
        )
      ).rows,
    (busy) => busy.length === 0,
    90_000,
  )
}

/**
 * The next check of some checkouts is due now. The claim that has run out shows when it was taken. Returns how many had
 * one.
 */
export async function makeCheckDue({ store }: World, checkouts: KnownCheckout[]): Promise<number> {
  const { rowCount } = await store.database.query(
    `update almara_checkout set next_check_at = now(), leased_by = 'a run that died', leased_until = now() - interval '1 second'
     where id = any($1) and next_check_at is not null`,
    [checkouts.map(({ id }) => id)],
  )
  return rowCount ?? 0
}

/**
 * Lets an event happen and everything that follows from it. However slow the machine is, the clock asks only when it is
 * told to.
 */
export async function undisturbed(world: World, event: () => Promise<unknown>): Promise<void> {
  await world.store.database.query(
    "update almara_checkout set next_check_at = now() + interval '1 day' where id = any($1) and next_check_at is not null",
    [world.checkouts.map(({ id }) => id)],
  )
  await untilQuiet(world)
  await event()
  await untilQuiet(world)
}

/** More than the clock has to ask about a checkout after its time is over. */
const MOST_CHECKS = 5

/** Days pass: each checkout has check after check, until nothing is expected of it any more. */
export async function letClocksRun(world: World): Promise<void> {
  for (let check = 0; check < MOST_CHECKS; check++) {
    await world.store.database.query(
      `update almara_checkout set due_at = least(due_at, now() - interval '1 day') - greatest(next_check_at - now(), interval '0')
       where id = any($1) and next_check_at is not null`,
      [world.checkouts.map(({ id }) => id)],
    )
    if ((await makeCheckDue(world, world.checkouts)) === 0) return
    await untilQuiet(world)
  }
}

/**
 * What must hold after every event. Throws with the names of those that do not, else with what the model says
 * otherwise.
 */
export async function holdInvariants(world: World, model: Model, { byPerson }: { byPerson: boolean }): Promise<void> {
  const seen = await look(world)
  const received = await receivedAtAlmara(world, seen)
  const rankOf = (state: string) => RANKS.findIndex((states) => states.split("|").includes(state))
  const settled = seen.checkouts.filter(({ captured }) => captured > 0)
  demand(seen, {
    "no order is canceled while its money is captured and not held":
      seen.order_status !== "canceled" || settled.every(({ state }) => state === "held" || state === "resolved"),
    "never two captures": seen.most_captures <= 1 && seen.booked <= seen.captured && seen.orders <= 1,
    "captured is paid at Almara":
      seen.captured === sumOf(settled, ({ captured }) => captured) &&
      seen.checkouts.every(({ captured }, place) => captured === 0 || captured === received[place]),
    "states only move forward": world.checkouts.every(
      ({ rank }, index) => rankOf(seen.checkouts[index]?.state ?? "") >= rank,
    ),
    "held money moves only by a person":
      byPerson || world.checkouts.every(({ isHeld }, index) => !isHeld || seen.checkouts[index]?.state === "held"),
  })
  world.checkouts = seen.checkouts.map(({ id, merchant_request_id, state }) => ({
    id,
    merchantRequestId: merchant_request_id,
    rank: rankOf(state),
    isHeld: state === "held",
  }))
  // What Medusa deletes of its own is for no model to say.
  for (const [place, attempt] of model.attempts.entries())
    attempt.isSessionGone = seen.checkouts[place]?.is_session_gone ?? true
  if (world.isCompared) await compare(world, seen, model)
}

/** What must hold when nothing is expected any more, whatever happened. Throws with the names of those that do not. */
export async function holdFinalInvariants(world: World, { isKept, owes }: Model): Promise<void> {
  const seen = await look(world)
  const received = await receivedAtAlmara(world, seen)
  const books = await new BookWalk(await connectionTo(world.store)).books(seen.checkouts.map(({ id }) => id))
  const isDecided = ({ state, is_settled, captured, booked }: SeenCheckout, amount: number) =>
    state === "held" ||
    state === "resolved" ||
    (state === "paid" && is_settled && captured === amount && booked === amount)
  const isPaidFor = received.some((amount) => amount !== null)
  demand(seen, {
    "what Almara has received stands on the order, is held or was resolved":
      seen.booked ===
        sumOf(
          seen.checkouts.filter(({ state }) => state === "paid"),
          ({ booked }) => booked,
        ) &&
      seen.checkouts.every((checkout, place) => received[place] === null || isDecided(checkout, received[place] ?? 0)),
    "both books agree": books.every(({ differ }) => !differ),
    "no stock is kept for an order that nobody paid":
      seen.order_status !== "pending" || isPaidFor || isKept || owes <= 0,
  })
}

function sumOf<T>(all: T[], amountOf: (one: T) => number): number {
  return all.reduce((sum, one) => sum + amountOf(one), 0)
}

function demand(seen: Seen, invariants: Record<string, boolean>): void {
  const broken = Object.keys(invariants).filter((name) => !invariants[name])
  if (broken.length > 0) throw new Error(`Invariant broken: ${broken.join(", ")}. Seen: ${JSON.stringify(seen)}`)
}

async function compare({ store }: World, seen: Seen, model: Model): Promise<void> {
  const inModel = model.attempts.map(({ asks, state, holdReason, isClosed }) => ({
    asks,
    state,
    hold_reason: holdReason,
    is_closed: isClosed,
    is_asked_again: !["paid", "held", "resolved"].includes(state),
  }))
  const inLedger = seen.checkouts.map(({ asks, state, hold_reason, is_closed, is_asked_again }) => ({
    asks,
    state,
    hold_reason,
    is_closed,
    is_asked_again,
  }))
  if (JSON.stringify(inModel) !== JSON.stringify(inLedger))
    throw new Error(`The model says ${JSON.stringify(inModel)}, the ledger says ${JSON.stringify(inLedger)}.`)
  const inShop =
    seen.order_status === null
      ? "no order"
      : seen.order_status === "canceled"
        ? "canceled"
        : seen.captured > 0
          ? "paid"
          : "waits"
  const expected =
    model.target === "order"
      ? isPaid(model)
        ? "paid"
        : "waits"
      : model.target === "canceled"
        ? "canceled"
        : "no order"
  if (inShop !== expected) throw new Error(`The model says of the order: ${expected}; it is: ${inShop}.`)
  if (model.target !== "order") return
  const owed = await owedBy(store, seen.order_id ?? "none")
  if (owed !== model.owes) throw new Error(`The model says that the order owes ${model.owes}; it owes ${owed}.`)
}
