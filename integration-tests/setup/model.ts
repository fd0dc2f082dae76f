import fc from "fast-check"
import type { Boundaries } from "./boundaries"
import type { Gateway } from "./gateway"
import { eventually } from "./shopper"
import { callJson, type RunningStore } from "./store"

/** What the model believes of one checkout. */
export interface Model {
  /** What Almara says when it is asked. */
  almara: "pending" | "declined" | "paid" | "paid too little"
  home: "order" | "cart" | "canceled" | "gone"
  state: "open" | "failed" | "canceled" | "expired" | "held" | "paid"
  isCanceledByShopper: boolean
  isOverdue: boolean
  /** What Almara said when it was asked last. */
  heard: Model["almara"]
}

/** The whole of settle as it should be: what a question to Almara makes of a checkout. */
export function ask(model: Model): void {
  if (model.state === "paid") return
  model.heard = model.almara
  if (model.almara === "paid too little") model.state = "held"
  else if (model.almara === "paid") {
    const isHome = model.home === "order" || model.home === "cart"
    model.state = isHome && model.state !== "expired" ? "paid" : "held"
    if (model.state === "paid") model.home = "order"
  } else if (["open", "failed", "canceled"].includes(model.state)) {
    if (model.isOverdue) {
      if (model.state === "open") model.state = "expired"
      if (model.home === "order") model.home = "canceled"
    } else if (model.almara === "declined") model.state = "failed"
    else if (model.isCanceledByShopper && model.state === "open") model.state = "canceled"
  }
}

/** The real thing: one checkout in a booted store. */
export interface World {
  store: RunningStore
  gateway: Gateway
  boundaries: Boundaries
  checkoutId: string
  conversationId: string
  paymentCollectionId: string
  cartId: string
  /** How far the checkout has come; it never goes back. */
  rank: number
}

/** How far each state is on the way. Between those of equal rank a person or a late answer may change. */
const RANKS = ["creating", "open", "failed|canceled", "expired|refused", "received", "held|paid", "resolved"]
const rankOf = (state: string) => RANKS.findIndex((states) => states.split("|").includes(state))

interface Seen {
  state: string
  captures: number
  booked: number
  orders: number
  order_status: string | null
}

async function look({ store, checkoutId, paymentCollectionId }: World): Promise<Seen> {
  const { rows } = await store.database.query(
    `select checkout.state,
       (select count(*)::int from capture join payment on payment.id = capture.payment_id where payment_collection_id = $2) as captures,
       (select coalesce(sum(amount), 0)::int from order_transaction t join order_payment_collection l on l.order_id = t.order_id where l.payment_collection_id = $2) as booked,
       (select count(*)::int from order_payment_collection where payment_collection_id = $2 and deleted_at is null) as orders,
       (select o.status from "order" o join order_payment_collection l on l.order_id = o.id where l.payment_collection_id = $2 limit 1) as order_status
     from almara_checkout checkout where checkout.id = $1`,
    [checkoutId, paymentCollectionId]
  )
  return rows[0]
}

/** Waits until nobody is at work on the checkout and nothing about it is due. */
async function untilQuiet({ store, checkoutId }: World): Promise<void> {
  await eventually(
    async () =>
      (
        await store.database.query(
          `select id, state, claimed_by, last_error from almara_checkout where id = $1 and (claimed_by is not null or next_question_at <= now())
           union all select id, state, claimed_by, last_error from almara_callback where checkout_id = $1 and state = 'waiting'`,
          [checkoutId]
        )
      ).rows,
    (busy) => busy.length === 0,
    90_000
  )
}

/** Whether Almara's own books show the whole price as received. */
async function isPaidInBooks({ gateway, conversationId }: World): Promise<boolean> {
  const { body } = await callJson(`${gateway.url}/simulator/books`)
  const entry = body.find((one: { originatorConversationId: string }) => one.originatorConversationId === conversationId)
  return entry.outcome === "paid" && Number(entry.amount) === 7000
}

/** What must hold whatever happens. Throws with the name of the one that does not. */
async function holdInvariants(world: World, model: Model): Promise<void> {
  const seen = await look(world)
  const isPaid = await isPaidInBooks(world)
  const rank = rankOf(seen.state)
  const invariants: Record<string, boolean> = {
    // Before the next but one, because Medusa takes the money of a canceled order out of its books.
    "no order is canceled while its money is captured and not held": !(seen.order_status === "canceled" && seen.captures > 0) || seen.state === "held",
    "never two captures": seen.captures <= 1 && seen.booked <= 7000 && seen.orders <= 1,
    "paid at Almara is captured once or held": !isPaid || model.heard !== "paid" || seen.state === "held" || (seen.captures === 1 && seen.booked === 7000),
    "captured is paid at Almara": seen.captures === 0 || isPaid,
    "states only move forward": rank >= world.rank,
  }
  world.rank = rank
  for (const [name, holds] of Object.entries(invariants)) {
    if (!holds) throw new Error(`Invariant broken: ${name}. Seen: ${JSON.stringify(seen)}`)
  }
  if (seen.state !== model.state) throw new Error(`The model says ${model.state}, the ledger says ${seen.state}.`)
  if (model.home === "canceled" && seen.order_status !== "canceled") throw new Error(`The model says that the order is canceled; it is ${seen.order_status}.`)
}

interface EventOf {
  name: string
  /** Whether it can happen now; true when left out. */
  canHappen?: (model: Readonly<Model>) => boolean
  happens(world: World, model: Model): Promise<unknown>
}

function command({ name, canHappen = () => true, happens }: EventOf): fc.AsyncCommand<Model, World> {
  return {
    check: canHappen,
    async run(model, world) {
      // However slow the machine is, the clock asks only when it is told to.
      await world.store.database.query("update almara_checkout set next_question_at = now() + interval '1 day' where id = $1 and next_question_at is not null", [world.checkoutId])
      await happens(world, model)
      await untilQuiet(world)
      await holdInvariants(world, model)
    },
    toString: () => name,
  }
}

const decide = ({ gateway, conversationId }: World, outcome: Record<string, unknown>) => gateway.decide(conversationId, { ...outcome, callback: { send: false } })
const isUnpaid = ({ almara }: Readonly<Model>) => almara !== "paid"

async function shopperComes(world: World, door: "checkoutReturnUrl" | "checkoutCancelUrl"): Promise<void> {
  const { request } = await world.gateway.checkout(world.conversationId)
  await fetch(request[door], { method: "POST", redirect: "manual" })
}

/** The clock asks about what is not closed. The claim that has run out shows when it has done so. */
async function tick({ store, checkoutId }: World, model: Model): Promise<void> {
  const { rowCount } = await store.database.query(
    "update almara_checkout set next_question_at = now(), claimed_by = 'a run that died', claimed_until = now() - interval '1 second' where id = $1 and closed_at is null",
    [checkoutId]
  )
  if (rowCount === 1) ask(model)
}

const EVENTS: EventOf[] = [
  {
    name: "pay",
    canHappen: isUnpaid,
    async happens(world, model) {
      await decide(world, { outcome: "paid" })
      model.almara = "paid"
    },
  },
  {
    name: "pay too little",
    canHappen: isUnpaid,
    async happens(world, model) {
      await decide(world, { outcome: "paid", amount: 6999 })
      model.almara = "paid too little"
    },
  },
  {
    name: "decline",
    canHappen: ({ almara }) => almara === "pending",
    async happens(world, model) {
      await decide(world, { outcome: "declined", code: 1 })
      model.almara = "declined"
    },
  },
  {
    name: "callback",
    async happens({ gateway, conversationId }, model) {
      await gateway.callback(conversationId)
      ask(model)
    },
  },
  {
    name: "duplicate callback",
    async happens({ gateway, conversationId }, model) {
      await gateway.callback(conversationId, { copies: 3 })
      ask(model)
    },
  },
  {
    name: "return",
    async happens(world, model) {
      await shopperComes(world, "checkoutReturnUrl")
      ask(model)
    },
  },
  {
    name: "cancel",
    async happens(world, model) {
      await shopperComes(world, "checkoutCancelUrl")
      model.isCanceledByShopper = true
      ask(model)
    },
  },
  {
    name: "cart change",
    canHappen: ({ home }) => home === "cart",
    async happens({ store, cartId }, model) {
      const { rows } = await store.database.query("select id from cart_line_item where cart_id = $1 and deleted_at is null limit 1", [cartId])
      await store.shop(`/store/carts/${cartId}/line-items/${rows[0].id}`, { method: "POST", body: { quantity: 2 } })
      model.home = "gone"
    },
  },
  {
    name: "merchant cancel",
    canHappen: ({ home }) => home === "order",
    async happens({ store, paymentCollectionId }, model) {
      const { rows } = await store.database.query("select order_id from order_payment_collection where payment_collection_id = $1", [paymentCollectionId])
      const { status } = await store.admin(`/admin/orders/${rows[0].order_id}/cancel`, { method: "POST", body: {} })
      // A paid order is not canceled: Almara has no refund call.
      if (model.state !== "paid") model.home = "canceled"
      else if (status === 200) await new Promise((resolve) => setTimeout(resolve, 500))
    },
  },
  { name: "tick", happens: tick },
  {
    name: "due date passes",
    async happens(world, model) {
      await world.store.database.query("update almara_checkout set due_at = now() - interval '1 day' where id = $1", [world.checkoutId])
      model.isOverdue = true
      await tick(world, model)
    },
  },
]

/** A run of settle that dies at a boundary; what it leaves behind is taken over when its claim has run out. */
function crashAt(boundary: string): EventOf {
  return {
    name: `crash at ${boundary}`,
    async happens(world, model) {
      world.boundaries.haltNextAt(world.checkoutId, boundary)
      const { request } = await world.gateway.checkout(world.conversationId)
      const dying = new AbortController()
      const knocking = fetch(request.checkoutReturnUrl, { method: "POST", redirect: "manual", signal: dying.signal }).then(
        () => "answered",
        () => "died"
      )
      await world.boundaries.untilHalted([world.checkoutId])
      dying.abort()
      await knocking
      await world.store.database.query("update almara_checkout set claimed_until = now() - interval '1 second', next_question_at = now() where id = $1 and claimed_by is not null", [world.checkoutId])
      ask(model)
    },
  }
}

/** Random sequences of events. A run may die at any of these boundaries; about every third event is such a death. */
export function sequences(boundaries: string[], maximumLength: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, World>>> {
  const events = EVENTS.map((event) => fc.constant(command(event)))
  const crashes = boundaries.map((boundary) => fc.constant(command(crashAt(boundary))))
  return fc.commands([...events, ...events, ...crashes], { maxCommands: maximumLength, size: "max" })
}
