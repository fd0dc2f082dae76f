import { ask, freshAttempt, isPaid, mayTryAgain, waitsForOrder, type Attempt, type Model } from "./model"
import { attemptsOf, makeCheckDue, orderOfWorld, untilQuiet, type World } from "./model-world"
import { checkoutRow, tryAgain } from "./shopper"

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
export interface AttemptEvent {
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
      const attempt = attemptOf(model, place)
      await decide(world, place, { outcome: "paid", amount: attempt.asks - 1 })
      attempt.almara = "paid too little"
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
      await world.gateway.callback(knownOf(world, place).merchantRequestId)
      ask(model, attemptOf(model, place))
    },
  },
  {
    name: "duplicate callback",
    async happens(world, model, place) {
      await world.gateway.callback(knownOf(world, place).merchantRequestId, { copies: 3 })
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
      await world.store.admin(`/admin/almara/checkouts/${knownOf(world, place).id}/settle`, {
        method: "POST",
        body: {},
      })
      ask(model, attemptOf(model, place), "person")
    },
  },
]

/** More would only make the sequences longer. */
const MOST_ATTEMPTS = 3

const OF_ALL: ModelEvent[] = [
  {
    name: "try again",
    canHappen: (model) => model.attempts.length < MOST_ATTEMPTS && mayTryAgain(model),
    async happens(world, model) {
      const { payment_session_id } = await checkoutRow(world.store, knownOf(world, world.checkouts.length - 1).id)
      const { status, body } = await tryAgain(world.store, payment_session_id)
      if (status !== 200 && world.isCompared)
        throw new Error(
          `The model says that the payment can be tried again; the store answered ${status}: ${JSON.stringify(body)}.`,
        )
      await noteNewAttempts(world, model)
    },
  },
  {
    name: "cart change",
    canHappen: ({ target, attempts }) => target === "cart" && !attempts.some(waitsForOrder),
    async happens({ store, cart, isCompared }, model) {
      const { rows } = await store.database.query(
        "select id from cart_line_item where cart_id = $1 and deleted_at is null limit 1",
        [cart.id],
      )
      const { status } = await store.shop(`/store/carts/${cart.id}/line-items/${rows[0].id}`, {
        method: "POST",
        body: { quantity: 2 },
      })
      if (status !== 200 && isCompared)
        throw new Error(`The model says that the cart can be changed; the store answered ${status}.`)
      model.target = "gone"
    },
  },
  {
    name: "merchant cancel",
    // What is on its way to the customer Medusa does not cancel.
    canHappen: ({ target, done }) => target === "order" && !done.includes("exchange"),
    async happens(world, model) {
      const orderId = await orderOfWorld(world)
      const cancel = () => world.store.admin(`/admin/orders/${orderId}/cancel`, { method: "POST", body: {} })
      const first = await cancel()
      // Medusa waits five seconds for the stock's lock. Who reads an error cancels again.
      const { status, body } = first.status < 500 ? first : await cancel()
      // A paid order is not canceled: Almara has no refund call.
      if (isPaid(model)) return
      if (status !== 200 && world.isCompared)
        throw new Error(
          `The model says that the order can be canceled; the store answered ${status}: ${JSON.stringify(body)}.`,
        )
      model.target = "canceled"
    },
  },
  { name: "tick", canHappen: () => true, happens: tick },
  {
    name: "due date passes",
    canHappen: ({ isOverdue }) => !isOverdue,
    async happens(world, model) {
      await world.store.database.query(
        "update almara_checkout set due_at = now() - interval '1 day' where id = any($1)",
        [world.checkouts.map(({ id }) => id)],
      )
      model.isOverdue = true
      await tick(world, model)
    },
  },
]

/**
 * A run of settle about the newest attempt that dies at a boundary; what it leaves behind is taken over when its claim
 * has run out.
 */
export function crashAt(boundary: string): ModelEvent {
  return {
    name: `crash at ${boundary}`,
    // Of money that has its place the endpoint asks nothing, so no run begins.
    canHappen: ({ attempts }) => !["paid", "held", "resolved"].includes(attempts.at(-1)?.state ?? ""),
    async happens(world, model) {
      const place = world.checkouts.length - 1
      const { id } = knownOf(world, place)
      world.boundaries.haltNextAt(id, boundary)
      // At the shopper's endpoint only so many runs may be under way, and those that halt never end.
      void world.store
        .admin(`/admin/almara/checkouts/${id}/settle`, { method: "POST", body: {} })
        .catch(() => undefined)
      await world.boundaries.untilHalted([id])
      await world.store.database.query(
        "update almara_checkout set leased_until = now() - interval '1 second', next_check_at = now() where id = $1 and leased_by is not null",
        [id],
      )
      ask(model, attemptOf(model, place))
    },
  }
}

/**
 * Every event of the shopper, the clock and Almara but the crashes; those of the second attempt are named "second: …".
 */
export const EVENTS: ModelEvent[] = [...OF_ALL, ...SAME_ATTEMPT.flatMap((event) => ofEachAttempt(event))]

/** The same event of each attempt that there may be. */
export function ofEachAttempt(event: AttemptEvent): ModelEvent[] {
  return ["", "second: ", "third: "].map((prefix, place) => ofAttempt(place, prefix)(event))
}

function ofAttempt(place: number, prefix: string): (event: AttemptEvent) => ModelEvent {
  return ({ name, canHappen = () => true, happens, byPerson = false }) => ({
    name: `${prefix}${name}`,
    byPerson,
    canHappen: ({ attempts }) => attempts[place] !== undefined && canHappen(attempts[place]),
    happens: (world, model) => happens(world, model, place),
  })
}

/** The shopper, or Medusa on their behalf, has asked for a page: what is new in the ledger is new in the model. */
export async function noteNewAttempts(world: World, model: Model): Promise<void> {
  for (const { id, merchant_request_id, ...page } of (await attemptsOf(world)).slice(world.checkouts.length)) {
    world.checkouts.push({ id, merchantRequestId: merchant_request_id, rank: 0, isHeld: false })
    if (page.asks !== model.owes && world.isCompared)
      throw new Error(`The model says that a page asks for ${model.owes}; it asks for ${page.asks}.`)
    model.attempts.push(freshAttempt({ asks: page.asks, session: page.session, collection: page.collection }))
  }
}

export function attemptOf(model: Model, place: number): Attempt {
  const attempt = model.attempts[place]
  if (!attempt) throw new Error("The model has no such attempt.")
  return attempt
}

export function knownOf(world: World, place: number) {
  const known = world.checkouts[place]
  if (!known) throw new Error("The ledger has no such attempt.")
  return known
}

function decide(world: World, place: number, outcome: Record<string, unknown>): Promise<unknown> {
  return world.gateway.decide(knownOf(world, place).merchantRequestId, { ...outcome, callback: { send: false } })
}

async function shopperComes(
  world: World,
  place: number,
  endpoint: "checkoutReturnUrl" | "checkoutCancelUrl",
): Promise<void> {
  const { id, merchantRequestId } = knownOf(world, place)
  // A moment later: the endpoint does not ask again about what was asked just now.
  await world.store.database.query("update almara_checkout set last_check_at = null where id = $1", [id])
  const { request } = await world.gateway.checkout(merchantRequestId)
  await fetch(request[endpoint], { method: "POST", redirect: "manual" })
}

/** The clock asks about every attempt that it still has a check for, one after the other. */
async function tick(world: World, model: Model): Promise<void> {
  for (const [place, known] of world.checkouts.entries()) {
    if ((await makeCheckDue(world, [known])) === 0) continue
    await untilQuiet(world)
    ask(model, attemptOf(model, place))
  }
}
