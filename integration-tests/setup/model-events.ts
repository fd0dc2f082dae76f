import { ask, freshAttempt, isPaid, type Attempt, type Model } from "./model"
import { makeTurnCome, untilQuiet, type World } from "./model-world"
import { ledgerRow } from "./shopper"

/** Something that can happen to a payment: in the real world and, at the same time, in the model. */
export interface ModelEvent {
  name: string
  /** Whether it can happen now. */
  canHappen(model: Readonly<Model>): boolean
  happens(world: World, model: Model): Promise<unknown>
  /** Whether a person of the store does it. */
  byPerson?: boolean
}

/** What happens to one attempt: the same as an event, with the attempt's place in the world. */
interface AttemptEvent {
  name: string
  canHappen?: (attempt: Readonly<Attempt>) => boolean
  happens(world: World, model: Model, place: number): Promise<unknown>
  byPerson?: boolean
}

const SAME_ATTEMPT: AttemptEvent[] = [
  {
    name: "pay",
    canHappen: ({ almara }) => almara !== "paid",
    async happens(world, model, place) {
      await decide(world, place, { outcome: "paid" })
      attemptOf(model, place).almara = "paid"
    },
  },
  {
    name: "pay too little",
    canHappen: ({ almara }) => almara !== "paid",
    async happens(world, model, place) {
      await decide(world, place, { outcome: "paid", amount: 6999 })
      attemptOf(model, place).almara = "paid too little"
    },
  },
  {
    name: "decline",
    canHappen: ({ almara }) => almara === "pending",
    async happens(world, model, place) {
      await decide(world, place, { outcome: "declined", code: 1 })
      attemptOf(model, place).almara = "declined"
    },
  },
  {
    name: "callback",
    async happens(world, model, place) {
      await world.gateway.callback(knownOf(world, place).conversationId)
      ask(model, attemptOf(model, place))
    },
  },
  {
    name: "duplicate callback",
    async happens(world, model, place) {
      await world.gateway.callback(knownOf(world, place).conversationId, { copies: 3 })
      ask(model, attemptOf(model, place))
    },
  },
  {
    name: "return",
    async happens(world, model, place) {
      await shopperComes(world, place, "checkoutReturnUrl")
      ask(model, attemptOf(model, place))
    },
  },
  {
    name: "cancel",
    async happens(world, model, place) {
      await shopperComes(world, place, "checkoutCancelUrl")
      attemptOf(model, place).isCanceledByShopper = true
      ask(model, attemptOf(model, place))
    },
  },
  {
    name: "admin check",
    byPerson: true,
    async happens(world, model, place) {
      await world.store.admin(`/admin/almara/checkouts/${knownOf(world, place).id}/settle`, { method: "POST", body: {} })
      ask(model, attemptOf(model, place), "person")
    },
  },
]

const OF_ALL: ModelEvent[] = [
  {
    name: "try again",
    canHappen: ({ home, attempts, isOverdue }) => attempts.length === 1 && !isOverdue && (home === "order" || home === "cart") && ["failed", "canceled"].includes(attempts[0]?.state ?? ""),
    async happens(world, model) {
      const { store, cart } = world
      const { status } = await store.shop(`/store/almara/checkouts/${cart.paymentSessionId}/retry`, { method: "POST", body: {} })
      if (status !== 200 && world.isCompared) throw new Error(`The model says that the payment can be tried again; the store answered ${status}.`)
      if (status !== 200) return
      const { id, conversation_id } = await ledgerRow(store, cart.paymentSessionId)
      world.checkouts.push({ id, conversationId: conversation_id, rank: 0, isHeld: false })
      model.attempts.push(freshAttempt())
    },
  },
  {
    name: "cart change",
    canHappen: ({ home }) => home === "cart",
    async happens({ store, cart, isCompared }, model) {
      const { rows } = await store.database.query("select id from cart_line_item where cart_id = $1 and deleted_at is null limit 1", [cart.id])
      const { status } = await store.shop(`/store/carts/${cart.id}/line-items/${rows[0].id}`, { method: "POST", body: { quantity: 2 } })
      if (status !== 200 && isCompared) throw new Error(`The model says that the cart can be changed; the store answered ${status}.`)
      model.home = "gone"
    },
  },
  {
    name: "merchant cancel",
    canHappen: ({ home }) => home === "order",
    async happens({ store, cart }, model) {
      const { rows } = await store.database.query("select order_id from order_payment_collection where payment_collection_id = $1", [cart.paymentCollectionId])
      await store.admin(`/admin/orders/${rows[0]?.order_id}/cancel`, { method: "POST", body: {} })
      // A paid order is not canceled: Almara has no refund call.
      if (!isPaid(model)) model.home = "canceled"
    },
  },
  { name: "tick", canHappen: () => true, happens: tick },
  {
    name: "due date passes",
    canHappen: ({ isOverdue }) => !isOverdue,
    async happens(world, model) {
      await world.store.database.query("update almara_checkout set due_at = now() - interval '1 day' where payment_session_id = $1", [world.cart.paymentSessionId])
      model.isOverdue = true
      await tick(world, model)
    },
  },
]

/** A run of settle about the newest attempt that dies at a boundary; what it leaves behind is taken over when its claim has run out. */
export function crashAt(boundary: string): ModelEvent {
  return {
    name: `crash at ${boundary}`,
    // Of money that has its place the door asks nothing, so no run begins.
    canHappen: ({ attempts }) => !["paid", "held"].includes(attempts.at(-1)?.state ?? ""),
    async happens(world, model) {
      const place = world.checkouts.length - 1
      const { id } = knownOf(world, place)
      world.boundaries.haltNextAt(id, boundary)
      const dying = new AbortController()
      const knocking = shopperComes(world, place, "checkoutReturnUrl", dying.signal).then(
        () => "answered",
        () => "died"
      )
      await world.boundaries.untilHalted([id])
      dying.abort()
      await knocking
      await world.store.database.query("update almara_checkout set claimed_until = now() - interval '1 second', next_question_at = now() where id = $1 and claimed_by is not null", [id])
      ask(model, attemptOf(model, place))
    },
  }
}

/** Every event but the crashes; those of the second attempt are named "second: …". */
export const EVENTS: ModelEvent[] = [...OF_ALL, ...SAME_ATTEMPT.map(ofAttempt(0, "")), ...SAME_ATTEMPT.map(ofAttempt(1, "second: "))]

function ofAttempt(place: number, prefix: string): (event: AttemptEvent) => ModelEvent {
  return ({ name, canHappen = () => true, happens, byPerson = false }) => ({
    name: `${prefix}${name}`,
    byPerson,
    canHappen: ({ attempts }) => attempts[place] !== undefined && canHappen(attempts[place]),
    happens: (world, model) => happens(world, model, place),
  })
}

function attemptOf(model: Model, place: number): Attempt {
  const attempt = model.attempts[place]
  if (!attempt) throw new Error("The model has no such attempt.")
  return attempt
}

function knownOf(world: World, place: number) {
  const known = world.checkouts[place]
  if (!known) throw new Error("The ledger has no such attempt.")
  return known
}

function decide(world: World, place: number, outcome: Record<string, unknown>): Promise<unknown> {
  return world.gateway.decide(knownOf(world, place).conversationId, { ...outcome, callback: { send: false } })
}

async function shopperComes(world: World, place: number, door: "checkoutReturnUrl" | "checkoutCancelUrl", signal?: AbortSignal): Promise<void> {
  const { id, conversationId } = knownOf(world, place)
  // A moment later: the door does not ask again about what was asked just now.
  await world.store.database.query("update almara_checkout set last_question_at = null where id = $1", [id])
  const { request } = await world.gateway.checkout(conversationId)
  await fetch(request[door], { method: "POST", redirect: "manual", ...(signal && { signal }) })
}

/** The clock asks about every attempt that it still has a turn for, one after the other. */
async function tick(world: World, model: Model): Promise<void> {
  for (const [place, known] of world.checkouts.entries()) {
    if ((await makeTurnCome(world, [known])) === 0) continue
    await untilQuiet(world)
    ask(model, attemptOf(model, place))
  }
}
