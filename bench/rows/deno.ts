import { paidCallbacks, sustained, untilIdle, type MeasuredRound } from "../measure/endpoints"
import { startPaidClock, type PaidClock } from "../measure/paid-clock"
import { rushOf, timeToPaid } from "../measure/payments"
import { compare, grouped, series } from "../measure/statistics"
import { OrderPress, type ClonedOrder } from "../setup/clones"
import type { Bench } from "../setup/bench"
import { openShop, type Shop } from "../setup/shop"
import type { BenchStore } from "../setup/store"
import type { Result, Row } from "./row"

const SECONDS = 3
const ROUNDS = 2
const ORDERS = 12
const WARM_UP = 8
const GROUPS = 4
const RUSHED = 40
const RUSHES = 2

interface Bed {
  store: BenchStore
  shop: Shop
  clock: PaidClock
  press: OrderPress
  callbacks: Awaited<ReturnType<typeof paidCallbacks>>
}

/** Row 9: rows 1, 2 and 4 on Deno, against Node. */
export const deno: Row = {
  name: "deno",
  what: "rows 1, 2 and 4 with the store on Deno and on Node",
  async measure(bench) {
    const [ours, theirs] = await Promise.all([openBed(bench, "deno"), openBed(bench, "node")])
    try {
      return [
        ...(await acknowledgements(ours, theirs)),
        await settling(bench, ours, theirs),
        await rushing(bench, ours, theirs),
      ]
    } finally {
      for (const { store, shop, clock } of [ours, theirs]) {
        await clock.close()
        await shop.close()
        await store.stop()
      }
    }
  },
}

/** Both on the same Postgres, each with a database of its own; measured by turns. */
async function openBed(bench: Bench, runtime: "deno" | "node"): Promise<Bed> {
  const database = await bench.database()
  const store = await bench.store({ database, runtime })
  const shop = await openShop(store.url, database)
  const press = await OrderPress.from(shop)
  return { store, shop, press, callbacks: await paidCallbacks(bench, shop), clock: await startPaidClock(database) }
}

async function acknowledgements(ours: Bed, theirs: Bed): Promise<Result[]> {
  const round = async ({ store, shop, callbacks }: Bed): Promise<MeasuredRound> => {
    const measured = await sustained(store, "endpoint", callbacks, SECONDS)
    await untilIdle(store, shop)
    return measured
  }
  const rounds = await byTurns(
    ROUNDS,
    () => round(ours),
    () => round(theirs),
  )
  const rates = { ours: rounds.ours.map((one) => one.perSecond), theirs: rounds.theirs.map((one) => one.perSecond) }
  const slowest = { ours: rounds.ours.map((one) => one.p99), theirs: rounds.theirs.map((one) => one.p99) }
  return [
    shown("9-1", "row 1, acknowledgements a second, on Deno", compare(rates.ours, rates.theirs), {
      unit: "acknowledgements a second",
      ours: series(rates.ours),
      theirs: series(rates.theirs),
    }),
    shown("9-1-p99", "the slowest of a hundred of them, on Deno", compare(slowest.ours, slowest.theirs), {
      unit: "milliseconds",
      ours: series(slowest.ours),
      theirs: series(slowest.theirs),
    }),
  ]
}

async function settling(bench: Bench, ours: Bed, theirs: Bed): Promise<Result> {
  const orders = {
    ours: await toldOrders(bench, ours, 10_001, ORDERS + WARM_UP),
    theirs: await toldOrders(bench, theirs, 10_001, ORDERS + WARM_UP),
  }
  const next = (bed: Bed, waiting: ClonedOrder[]) =>
    timeToPaid(bench, bed.shop, bed.clock, waiting.shift() as ClonedOrder)
  const times = await byTurns(
    ORDERS + WARM_UP,
    () => next(ours, orders.ours),
    () => next(theirs, orders.theirs),
  )
  const measured = { ours: times.ours.slice(WARM_UP), theirs: times.theirs.slice(WARM_UP) }
  const comparison = {
    ...compare(measured.ours, measured.theirs),
    spread: compare(grouped(measured.ours, GROUPS), grouped(measured.theirs, GROUPS)).spread,
  }
  return shown("9-2", "row 2, from a callback to the paid order, on Deno", comparison, {
    unit: "milliseconds",
    ours: series(measured.ours),
    theirs: series(measured.theirs),
  })
}

async function rushing(bench: Bench, ours: Bed, theirs: Bed): Promise<Result> {
  const count = Math.max(20, Math.round(RUSHED * bench.size))
  let from = 20_001
  const rush = async (bed: Bed) => {
    const orders = await toldOrders(bench, bed, (from += count), count)
    const took = Math.max(...(await rushOf(await bed.press.callbacks(bench, orders), orders, bed.clock)))
    await untilIdle(bed.store, bed.shop)
    return took
  }
  const times = await byTurns(
    RUSHES,
    () => rush(ours),
    () => rush(theirs),
  )
  return shown("9-4", `row 4, a rush of ${count} callbacks, each twice, on Deno`, compare(times.ours, times.theirs), {
    unit: "milliseconds",
    ours: series(times.ours),
    theirs: series(times.theirs),
  })
}

async function toldOrders(bench: Bench, { press }: Bed, from: number, count: number): Promise<ClonedOrder[]> {
  const orders = await press.press(from, count)
  await press.tellAlmara(bench, orders)
  return orders
}

/** By turns who is first. */
async function byTurns<Measured>(
  rounds: number,
  ours: () => Promise<Measured>,
  theirs: () => Promise<Measured>,
): Promise<{ ours: Measured[]; theirs: Measured[] }> {
  const measured = { ours: [] as Measured[], theirs: [] as Measured[] }
  for (let number = 0; number < rounds; number += 1) {
    if (number % 2 === 0) measured.ours.push(await ours())
    measured.theirs.push(await theirs())
    if (number % 2 === 1) measured.ours.push(await ours())
  }
  return measured
}

function shown(
  id: string,
  what: string,
  comparison: Pick<Result, "ratio" | "spread">,
  detail: Result["detail"],
): Result {
  return { id, what, against: "the same on Node", ...comparison, aim: "shown, whatever it is", met: null, detail }
}
