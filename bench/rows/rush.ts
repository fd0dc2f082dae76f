import { orderOf } from "../../integration-tests/setup/shopper"
import { startPaidClock } from "../measure/paid-clock"
import { series } from "../measure/statistics"
import { OrderPress, type ClonedOrder } from "../setup/clones"
import type { Laboratory } from "../setup/laboratory"
import { asStore, callbackOf, openShop, paidOrder, type Shop } from "../setup/shop"
import type { BenchStore } from "../setup/store"
import type { Row } from "./row"

const ORDERS = 2_000
const MEMORY_ORDERS = [1_000, 5_000] as const
/** As many as the plugin's workers settle at once. */
const AT_ONCE = 4
const SENDERS = 32
const BATCHES = 4

/** Row 4: a sale's rush of callbacks, each sent twice. */
export const rush: Row = {
  id: "4",
  name: "rush",
  what: "a rush of callbacks, each twice, until every order is paid",
  against: "the bare Medusa workflow over as many orders, as many at once",
  aims: ["≤ 1.15 ×, none lost, none twice", "≤ 1.1 ×"],
  async measure(laboratory) {
    const orders = Math.max(BATCHES * 10, Math.round((ORDERS * laboratory.size) / BATCHES) * BATCHES)
    const database = await laboratory.database()
    const store = await laboratory.store({ database })
    const shop = await openShop(store.url, database)
    const press = await OrderPress.from(shop)
    const clock = await startPaidClock(database)
    try {
      const ours: number[] = []
      const theirs: number[] = []
      const size = orders / BATCHES
      let number = 1
      const batch = async (count: number) => {
        const made = await press.press(number, count)
        number += count
        return made
      }
      const rushOf = async (made: ClonedOrder[]) => {
        await press.tellAlmara(laboratory, made)
        return send(laboratory, made, clock.paid)
      }
      await rushOf(await batch(20))
      await store.ask("capture", { sessions: await prepared(store, await batch(20)), atOnce: AT_ONCE })
      const rushed: ClonedOrder[] = []
      for (let round = 0; round < BATCHES; round += 1) {
        const made = await batch(size)
        ours.push(await rushOf(made))
        rushed.push(...made)
        await untilQuiet(shop)
        const sessions = await prepared(store, await batch(size))
        const start = performance.now()
        await store.ask("capture", { sessions, atOnce: AT_ONCE })
        theirs.push(performance.now() - start)
      }
      const wrong = await unlikePaidOnce(shop, rushed)
      const isFaithful = await settlesAlike(laboratory, shop, rushed[0] as ClonedOrder)
      const ratio = sum(ours) / sum(theirs)

      const memory = await memoryOfRushes(laboratory)
      return [
        {
          ratio,
          spread: series(ours.map((time, round) => time / (theirs[round] ?? 1))).spread,
          met: ratio <= 1.15 && wrong === 0 && isFaithful,
          detail: { size: orders, unit: "milliseconds an order", ours: sum(ours) / orders, theirs: sum(theirs) / orders, lostOrTwice: wrong, copiesSettleLikePlacedOrders: isFaithful },
        },
        memory,
      ]
    } finally {
      await clock.close()
      await shop.close()
      await store.stop()
    }
  },
}

/** Memory at its highest during a rush of a thousand, and of five thousand: what waits must wait in Postgres. */
async function memoryOfRushes(laboratory: Laboratory) {
  const sizes = MEMORY_ORDERS.map((size) => Math.max(20, Math.round(size * laboratory.size)))
  const highest: number[] = []
  for (const size of sizes) {
    const database = await laboratory.database()
    const store = await laboratory.store({ database })
    const shop = await openShop(store.url, database)
    const press = await OrderPress.from(shop)
    try {
      const warm = await press.press(1, 20)
      await press.tellAlmara(laboratory, warm)
      await Promise.all(warm.map((order) => twice(laboratory, order)))
      await untilQuiet(shop)
      const made = await press.press(1_000, size)
      await press.tellAlmara(laboratory, made)
      const seen: number[] = []
      const waiting = [...made]
      const senders = Promise.all(
        Array.from({ length: SENDERS }, async () => {
          for (let next = waiting.shift(); next; next = waiting.shift()) await twice(laboratory, next)
        })
      )
      let isSent = false
      void senders.then(() => (isSent = true), () => (isSent = true))
      // The rush is at its worst when all of it has come and little of it is done.
      while (!isSent) seen.push(await store.ask("memory"))
      await senders
      seen.push(await store.ask("memory"))
      highest.push(Math.max(...seen))
    } finally {
      await shop.close()
      await store.stop()
    }
  }
  const [small = Number.NaN, large = Number.NaN] = highest
  const ratio = large / small
  return { ratio, spread: 0, met: ratio <= 1.1, detail: { of: "memory", size: sizes, megabytes: highest.map((bytes) => Math.round(bytes / 1e6)) } }
}

async function prepared(store: BenchStore, orders: ClonedOrder[]): Promise<{ id: string; amount: number }[]> {
  const sessions = orders.map(({ id, amount }) => ({ id, amount }))
  await store.ask("bare", sessions)
  return sessions
}

/** Sends the callbacks, each twice, and waits until all orders are paid; answers in milliseconds. */
async function send(laboratory: Laboratory, orders: ClonedOrder[], paid: (orderId: string) => Promise<number>): Promise<number> {
  const callbacks = await Promise.all(orders.map((order) => callbackOf(laboratory, order.conversationId)))
  const waiting = [...callbacks, ...callbacks]
  const start = performance.now()
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await post(next)
    })
  )
  const times = await Promise.all(orders.map((order) => paid(order.orderId)))
  return Math.max(...times) - start
}

async function twice(laboratory: Laboratory, order: ClonedOrder): Promise<void> {
  const callback = await callbackOf(laboratory, order.conversationId)
  await Promise.all([post(callback), post(callback)])
}

async function post({ url, body }: { url: string; body: string }): Promise<void> {
  const answer = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } })
  if (!answer.ok) throw new Error(`The door answered ${answer.status} in the rush.`)
}

async function untilQuiet(shop: Shop): Promise<void> {
  for (;;) {
    const { rows } = await shop.database.query("select count(*)::int as number from almara_callback where state = 'waiting'")
    if (rows[0].number === 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** How many of the orders do not have exactly one capture, one transaction, and a paid checkout. */
async function unlikePaidOnce(shop: Shop, orders: ClonedOrder[]): Promise<number> {
  const { rows } = await shop.database.query(
    `select count(*) filter (where captures <> 1 or transactions <> 1 or coalesce(state, '') <> 'paid')::int as number
     from unnest($1::text[], $2::text[]) as made(order_id, session_id)
     cross join lateral (select count(*) as captures from capture join payment on payment.id = capture.payment_id where payment.payment_session_id = made.session_id) c
     cross join lateral (select count(*) as transactions from order_transaction where order_transaction.order_id = made.order_id) t
     left join almara_checkout on almara_checkout.payment_session_id = made.session_id`,
    [orders.map((order) => order.orderId), orders.map((order) => order.id)]
  )
  return rows[0].number
}

/** Whether a copy, once paid, looks in the admin like an order that a shopper placed and paid. */
async function settlesAlike(laboratory: Laboratory, shop: Shop, copy: ClonedOrder): Promise<boolean> {
  const placed = await paidOrder(laboratory, shop)
  const shape = async (orderId: string) => {
    const order = await orderOf(asStore(shop), orderId)
    const { payment_status, status, summary, transactions, payment_collections } = order
    return JSON.stringify({ payment_status, status, paid: summary.paid_total, pending: summary.pending_difference, transactions: transactions.map((one: { amount: number }) => one.amount), payments: payment_collections.map((one: { status: string; payments: { captures: unknown[] }[] }) => [one.status, one.payments.map((payment) => payment.captures.length)]) })
  }
  return (await shape(placed.orderId)) === (await shape(copy.orderId))
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
