import { eventually } from "../../integration-tests/setup/shopper"
import { OrderPress } from "../setup/clones"
import type { Bench } from "../setup/bench"
import { callbackOf, type Shop } from "../setup/shop"
import type { BenchStore } from "../setup/store"
import { load, type LoadRequest, type LoadResult } from "./load"

export const CONNECTIONS = 32
const CHECKOUTS = 200
/**
 * Seconds of load before a round is measured. Medusa's hook works on what it took in five seconds later: that work has
 * begun to fall due then.
 */
const RAMP = { endpoint: 2, hook: 6 }

/** `processor`: microseconds of the store's process for each answer, the work that fell due meanwhile included. */
export interface MeasuredRound extends LoadResult {
  processor: number
  /** Answers in all, those before the measuring included. */
  acknowledged: number
}

/** Callbacks of many checkouts that are paid already, so that nothing but taking them in is measured. */
export async function paidCallbacks(bench: Bench, shop: Shop): Promise<LoadRequest[]> {
  const press = await OrderPress.from(shop)
  const orders = await press.press(1, CHECKOUTS)
  await press.tellAlmara(bench, orders)
  await shop.database.query(
    "update almara_checkout set state = 'paid', closed_at = now(), next_check_at = null where merchant_request_id = any($1)",
    [orders.map((order) => order.merchantRequestId)],
  )
  return Promise.all(orders.map((order) => callbackOf(bench, order.merchantRequestId)))
}

/** A round of load on an endpoint as it is in the long run: what came before it is being worked on at the same time. */
export async function sustained(
  store: BenchStore,
  at: keyof typeof RAMP,
  requests: LoadRequest[],
  seconds: number,
): Promise<MeasuredRound> {
  const ramp = await load({ requests, connections: CONNECTIONS, seconds: RAMP[at] })
  const before = await store.ask("processor")
  const result = await load({ requests, connections: CONNECTIONS, seconds })
  return {
    ...result,
    processor: ((await store.ask("processor")) - before) / result.answered,
    acknowledged: ramp.answered + result.answered,
  }
}

/** Waits until the inbox is empty and the process has nothing left to do. */
export async function untilIdle(store: BenchStore, shop: Shop): Promise<void> {
  const waiting = async () =>
    Number(
      (await shop.database.query("select count(*) as number from almara_callback where state = 'waiting'")).rows[0]
        .number,
    )
  await eventually(waiting, (number) => number === 0, 60_000)
  const busy = async () => {
    const before = await store.ask("processor")
    await new Promise((resolve) => setTimeout(resolve, 500))
    return ((await store.ask("processor")) - before) / 500_000
  }
  await eventually(busy, (share) => share < 0.1, 60_000)
}
