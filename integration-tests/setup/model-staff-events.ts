import { credit, editDown, editUp, exchange, fulfill, itemsOf } from "./merchant"
import { ask, bookOtherwise, isPaid, payOtherwise, waitsForOrder, type Model } from "./model"
import { attemptOf, knownOf, ofEachAttempt, type ModelEvent } from "./model-events"
import { orderOfWorld, untilQuiet, type World } from "./model-world"
import { chooseOtherProvider } from "./other-orders"
import { checkoutRow, completeCart } from "./shopper"

/**
 * What the merchant does in Medusa's admin, what a person does with held money, and what the shopper does around
 * Almara.
 */

/** Something that is done to an order that stands, so often at the most. */
function toOrder(
  name: string,
  most: number,
  happens: (world: World, model: Model, orderId: string) => Promise<unknown>,
  canHappen: (model: Readonly<Model>) => boolean = () => true,
): ModelEvent {
  return {
    name,
    canHappen: (model) =>
      model.target === "order" && model.done.filter((one) => one === name).length < most && canHappen(model),
    async happens(world, model) {
      await happens(world, model, await orderOfWorld(world))
      model.done.push(name)
    },
  }
}

const ADDED = 300
const SENT_INSTEAD = 5000
const CREDITED = 10
const OPEN_COLLECTION = `
  select c.id from payment_collection c join order_payment_collection l on l.payment_collection_id = c.id and l.deleted_at is null
  where l.order_id = $1 and c.status = any($2) and c.deleted_at is null and not exists (select 1 from payment p where p.payment_collection_id = c.id and p.deleted_at is null)
  order by c.created_at desc limit 1`

const OF_ORDER: ModelEvent[] = [
  toOrder("edit up", 2, async ({ store }, model, orderId) => {
    await editUp(store, orderId, ADDED)
    model.owes += ADDED
  }),
  toOrder(
    "edit down",
    1,
    async ({ store }, model, orderId) => {
      const items = await itemsOf(store, orderId)
      const cheapest = items.at(-1)
      if (items.length === 1 || !cheapest) return
      await editDown(store, orderId, [cheapest.id])
      model.owes -= cheapest.unit_price
    },
    ({ done }) => !done.includes("exchange"),
  ),
  toOrder(
    "exchange",
    1,
    async ({ store }, model, orderId) => {
      const [dearest] = await itemsOf(store, orderId)
      if (!dearest) return
      await fulfill(store, orderId)
      await exchange(store, orderId, dearest.id, SENT_INSTEAD)
      model.isKept = true
      model.owes += SENT_INSTEAD - dearest.unit_price
    },
    // A draft has no delivery.
    ({ done }) => !done.includes("draft"),
  ),
  toOrder("credit", 1, async ({ store }, model, orderId) => {
    await credit(store, orderId, CREDITED)
    model.owes -= CREDITED
  }),
  toOrder(
    "paid otherwise",
    1,
    async ({ store }, model, orderId) => {
      const { status } = await store.admin(`/admin/almara/orders/${orderId}/paid-otherwise`, {
        method: "POST",
        body: { note: "in cash" },
      })
      const before = model.owes
      payOtherwise(model)
      const isBooked = before > 0 && model.owes === 0 && status === 200
      if (!isBooked && status === 200) throw new Error("Booked in another way, although Almara has money for it.")
    },
    ({ owes }) => owes > 0,
  ),
  toOrder(
    "mark as paid",
    1,
    async ({ store }, model, orderId) => {
      const { rows } = await store.database.query(OPEN_COLLECTION, [orderId, ["not_paid"]])
      if (!rows[0]) return
      const { status } = await store.admin(`/admin/payment-collections/${rows[0].id}/mark-as-paid`, {
        method: "POST",
        body: { order_id: orderId },
      })
      if (status === 200) bookOtherwise(model, model.owes)
    },
    (model) => model.owes > 0 && isPaid(model),
  ),
]

const OF_SHOPPER: ModelEvent[] = [
  {
    name: "another provider",
    canHappen: ({ target, owes, attempts, done }) =>
      (target === "order" || target === "cart") &&
      owes > 0 &&
      !done.includes("another provider") &&
      !attempts.some(({ state }) => state === "held"),
    async happens(world, model) {
      const { store, cart } = world
      const { rows } =
        model.target === "cart"
          ? { rows: [{ id: cart.paymentCollectionId }] }
          : await store.database.query(OPEN_COLLECTION, [await orderOfWorld(world), ["not_paid", "awaiting"]])
      model.done.push("another provider")
      if (!rows[0]) return
      await chooseOtherProvider(store, rows[0].id)
      model.isKept = true
    },
  },
  {
    name: "delivery goes",
    canHappen: ({ target, isPlaceable }) => target === "cart" && isPlaceable,
    async happens({ store, cart }, model) {
      await store.database.query("update cart_shipping_method set deleted_at = now() where cart_id = $1", [cart.id])
      model.isPlaceable = false
    },
  },
  {
    name: "delivery comes back",
    canHappen: ({ target, isPlaceable }) => target === "cart" && !isPlaceable,
    async happens({ store, cart }, model) {
      await store.database.query("update cart_shipping_method set deleted_at = null where cart_id = $1", [cart.id])
      model.isPlaceable = true
    },
  },
  {
    name: "complete",
    canHappen: ({ target, attempts }) => target === "cart" && attempts.some(waitsForOrder),
    // By their own browser the shopper places the order that the money waits for.
    byPerson: true,
    async happens({ store, cart }, model) {
      await completeCart(store, cart.id)
      const waiting = model.attempts.find(waitsForOrder)
      if (waiting) ask(model, waiting, "person")
    },
  },
]

const OF_HELD_MONEY: ModelEvent[] = [
  ...ofEachAttempt({
    name: "resolve",
    byPerson: true,
    canHappen: ({ state }) => state === "held",
    async happens(world, model, place) {
      const { status } = await resolve(world, place)
      if (status !== 200 && world.isCompared)
        throw new Error(`The model says that held money can be resolved; the store answered ${status}.`)
      attemptOf(model, place).state = "resolved"
    },
  }),
  ...ofEachAttempt({
    name: "resolve in the middle",
    byPerson: true,
    canHappen: ({ state }) => state === "held",
    async happens(world, model, place) {
      const { store, cart } = world
      const attempt = attemptOf(model, place)
      const look = () =>
        store.admin(`/admin/almara/checkouts/${knownOf(world, place).id}/settle`, { method: "POST", body: {} })
      await Promise.all([model.target === "cart" ? completeCart(store, cart.id) : look(), resolve(world, place)])
      await untilQuiet(world)
      // Who was first is nobody's to foretell; whatever it was stays.
      const { state } = await checkoutRow(store, knownOf(world, place).id)
      if (state === "resolved") attempt.state = "resolved"
      if (state === "paid") ask(model, attempt, "person")
    },
  }),
]

/** Every event of people around the payment. */
export const STAFF_EVENTS: ModelEvent[] = [...OF_ORDER, ...OF_SHOPPER, ...OF_HELD_MONEY]

function resolve(world: World, place: number): Promise<{ status: number }> {
  return world.store.admin(`/admin/almara/checkouts/${knownOf(world, place).id}/resolve`, {
    method: "POST",
    body: { action: "refunded", note: "sent back by bank" },
  })
}
