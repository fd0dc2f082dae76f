import { eventually } from "../../integration-tests/setup/shopper"
import { rushOf, sendTwice } from "../measure/payments"
import { startPaidClock, type PaidClock } from "../measure/paid-clock"
import { compare, series } from "../measure/statistics"
import { OrderPress, type ClonedOrder } from "../setup/clones"
import type { Bench } from "../setup/bench"
import { openShop, type Shop } from "../setup/shop"
import { settlesAlike } from "../setup/equivalence"
import type { BenchStore } from "../setup/store"
import { CALLBACK_WORKERS } from "../../src/use-cases/callbacks/process-callbacks"
import type { Result, Row } from "./row"

const ORDERS = 2_000
const MEMORY_ORDERS = [1_000, 5_000] as const
/** Memory is looked at until so many of the rush are paid; the rest of it is let go. */
const MEMORY_UNTIL_PAID = 60
/** As many are known to Almara as paid: those that are worked on until then, with room for who overtakes whom. */
const MEMORY_TOLD = 2 * MEMORY_UNTIL_PAID
/** A rush is cut into so many parts, by the order in which it is paid, to tell a spread. */
const PARTS = 5

/** Row 4: a sale's rush of callbacks, each sent twice. */
export const rush: Row = {
  name: "rush",
  what: "a rush of callbacks, each twice, until every order is paid",
  measure: async (bench) => [await timeOfRush(bench), await memoryOfRushes(bench)],
}

async function timeOfRush(bench: Bench): Promise<Result> {
  const count = Math.max(50, Math.round(ORDERS * bench.size))
  const database = await bench.database()
  const store = await bench.store({ database })
  const shop = await openShop(store.url, database)
  const press = await OrderPress.from(shop)
  const clock = await startPaidClock(database)
  try {
    const made = {
      warm: await press.press(1, 40),
      rushed: await press.press(1_001, count),
      bare: await press.press(10_001, count),
      warmBare: await press.press(20_001, 40),
    }
    await press.tellAlmara(bench, [...made.warm, ...made.rushed])
    await store.ask(
      "bare",
      [...made.bare, ...made.warmBare].map(({ id, amount }) => ({ id, amount })),
    )
    const callbacks = {
      warm: await press.callbacks(bench, made.warm),
      rushed: await press.callbacks(bench, made.rushed),
    }
    await rushOf(callbacks.warm, made.warm, clock)
    await bareRush(store, made.warmBare, clock)
    await untilProcessed(shop)

    // The bare workflow before and after: what a process has learnt to do fast by then is the same for both.
    const half = Math.floor(count / 2)
    const before = await bareRush(store, made.bare.slice(0, half), clock)
    const ours = await rushOf(callbacks.rushed, made.rushed, clock)
    await untilProcessed(shop)
    const after = await bareRush(store, made.bare.slice(half), clock)
    const theirs = [...before, ...after.map((time) => Math.max(...before) + time)]
    const wrong = await unlikePaidOnce(shop, made.rushed)
    const inbox = await inboxOf(shop, made.rushed)
    const isFaithful = await settlesAlike(bench, shop, made.rushed[0] as ClonedOrder)
    const { spread } = compare(partsOf(ours), partsOf(theirs))
    const ratio = Math.max(...ours) / Math.max(...theirs)
    return {
      id: "4",
      what: `a rush of ${count} callbacks, each twice, until every order is paid`,
      against: `the bare Medusa workflow over as many orders, ${CALLBACK_WORKERS} at once`,
      ratio,
      spread,
      aim: "≤ 1.15 ×, none lost, none twice",
      met: ratio <= 1.15 && wrong === 0 && isFaithful && inbox.stored === 2 * count && inbox.done === 2 * count,
      detail: {
        unit: "milliseconds until each part was paid",
        ours: series(partsOf(ours)),
        theirs: series(partsOf(theirs)),
        millisecondsAnOrder: { ours: Math.max(...ours) / count, theirs: Math.max(...theirs) / count },
        lostOrTwice: wrong,
        callbacks: inbox,
        copiesSettleLikePlacedOrders: isFaithful,
      },
    }
  } finally {
    await clock.close()
    await shop.close()
    await store.stop()
  }
}

/** Memory during a rush of a thousand, and of five thousand: what waits must wait in Postgres. */
async function memoryOfRushes(bench: Bench): Promise<Result> {
  const sizes = MEMORY_ORDERS.map((size) => Math.max(20, Math.round(size * bench.size)))
  const seen: number[][] = []
  for (const size of sizes) seen.push(await memoryOfRush(bench, size))
  const [small = [], large = []] = seen
  const { ratio, spread } = compare(large, small)
  return {
    id: "4-memory",
    what: `memory during a rush of ${sizes[1]}`,
    against: `during one of ${sizes[0]}`,
    ratio,
    spread,
    aim: "≤ 1.1 ×",
    met: ratio <= 1.1,
    detail: { unit: "bytes resident, after the garbage was collected", ours: series(large), theirs: series(small) },
  }
}

/** Resident memory when all of a rush has come, and then while it is being processed. */
async function memoryOfRush(bench: Bench, size: number): Promise<number[]> {
  const database = await bench.database()
  const store = await bench.store({ database })
  const shop = await openShop(store.url, database)
  const press = await OrderPress.from(shop)
  const clock = await startPaidClock(database)
  try {
    const warm = await press.press(1, 20)
    const made = await press.press(1_001, size)
    await press.tellAlmara(bench, [...warm, ...made.slice(0, MEMORY_TOLD)])
    await rushOf(await press.callbacks(bench, warm), warm, clock)
    const paid = async () =>
      Number(
        (await shop.database.query("select count(*) as number from almara_checkout where state = 'paid'")).rows[0]
          .number,
      )
    await sendTwice(await press.callbacks(bench, made))
    const seen = [await store.ask("memory")]
    for (let part = 1; part <= 3; part += 1) {
      await eventually(paid, (number) => number >= Math.min(size, (MEMORY_UNTIL_PAID * part) / 3), 600_000)
      seen.push(await store.ask("memory"))
    }
    return seen
  } finally {
    await clock.close()
    await shop.close()
    await store.stop()
  }
}

async function bareRush(store: BenchStore, orders: ClonedOrder[], clock: PaidClock): Promise<number[]> {
  const start = performance.now()
  await store.ask("capture", { sessions: orders.map(({ id, amount }) => ({ id, amount })), atOnce: CALLBACK_WORKERS })
  const times = await Promise.all(orders.map((order) => clock.paid(order.orderId)))
  return times.map((time) => time - start)
}

/** How long each part of a rush took, by the order in which it was paid. */
function partsOf(times: number[]): number[] {
  const sorted = [...times].sort((one, other) => one - other)
  const ends = Array.from(
    { length: PARTS },
    (_, part) => sorted[Math.ceil((sorted.length * (part + 1)) / PARTS) - 1] ?? 0,
  )
  return ends.map((end, part) => end - (part === 0 ? 0 : (ends[part - 1] ?? 0)))
}

async function untilProcessed(shop: Shop): Promise<void> {
  const waiting = async () =>
    Number(
      (await shop.database.query("select count(*) as number from almara_callback where state = 'waiting'")).rows[0]
        .number,
    )
  await eventually(waiting, (number) => number === 0, 300_000)
}

async function inboxOf(shop: Shop, orders: ClonedOrder[]): Promise<{ stored: number; done: number }> {
  const { rows } = await shop.database.query(
    "select count(*)::int as stored, count(*) filter (where state = 'done')::int as done from almara_callback where merchant_request_id = any($1)",
    [orders.map((order) => order.merchantRequestId)],
  )
  return rows[0]
}

/** How many of the orders do not have exactly one capture, one transaction, and a paid checkout. */
async function unlikePaidOnce(shop: Shop, orders: ClonedOrder[]): Promise<number> {
  const { rows } = await shop.database.query(
    `select count(*) filter (where captures <> 1 or transactions <> 1 or coalesce(state, '') <> 'paid')::int as number
     from unnest($1::text[], $2::text[]) as made(order_id, session_id)
     cross join lateral (select count(*) as captures from capture join payment on payment.id = capture.payment_id where payment.payment_session_id = made.session_id) c
     cross join lateral (select count(*) as transactions from order_transaction where order_transaction.order_id = made.order_id) t
     left join almara_checkout on almara_checkout.payment_session_id = made.session_id`,
    [orders.map((order) => order.orderId), orders.map((order) => order.id)],
  )
  return rows[0].number
}
