import { compare, grouped, percentile, series } from "../measure/statistics"
import { startPaidClock } from "../measure/paid-clock"
import { timeToPaid, untilDone } from "../measure/payments"
import { OrderPress, type ClonedOrder } from "../setup/clones"
import { openShop } from "../setup/shop"
import type { Row } from "./row"

const ORDERS = 40
const HOOK_ORDERS = 3
const WARM_UP = 10
const GROUPS = 6

/** Rows 2 and 3: from the callback's arrival to the paid order, one at a time. */
export const settle: Row = {
  name: "settle",
  what: "time from a callback's arrival to the paid order, one at a time",
  async measure(bench) {
    const database = await bench.database()
    const store = await bench.store({ database })
    const shop = await openShop(store.url, database)
    const press = await OrderPress.from(shop)
    const clock = await startPaidClock(database)
    try {
      const callbacks = await press.press(1, ORDERS + WARM_UP)
      await press.tellAlmara(bench, callbacks)
      const bare = await press.press(1_001, ORDERS + WARM_UP)
      const hooks = await press.press(2_001, HOOK_ORDERS)
      await store.ask("bare", [...bare, ...hooks])

      const byWorkflow = async (order: ClonedOrder) => {
        const start = performance.now()
        const done = store.ask("capture", { sessions: [order], atOnce: 1 })
        const paid = await clock.paid(order.orderId)
        await done
        await untilDone(shop, order)
        return paid - start
      }
      const byHook = async (order: ClonedOrder) => {
        const start = performance.now()
        const answer = await fetch(`${store.url}/hooks/payment/almara_almara`, {
          method: "POST",
          body: JSON.stringify({ bareSession: order.id }),
          headers: { "content-type": "application/json" },
        })
        if (!answer.ok) throw new Error("Medusa's hook did not take an event.")
        return (await clock.paid(order.orderId)) - start
      }

      const ours: number[] = []
      const theirs: number[] = []
      for (let place = 0; place < callbacks.length; place += 1) {
        ours.push(await timeToPaid(bench, shop, clock, callbacks[place] as ClonedOrder))
        theirs.push(await byWorkflow(bare[place] as ClonedOrder))
      }
      const hookTimes: number[] = []
      for (const order of hooks) hookTimes.push(await byHook(order))

      const measured = { ours: ours.slice(WARM_UP), theirs: theirs.slice(WARM_UP) }
      const { ratio } = compare(measured.ours, measured.theirs)
      const { spread } = compare(grouped(measured.ours, GROUPS), grouped(measured.theirs, GROUPS))
      const hook = compare(grouped(measured.ours, GROUPS), hookTimes)
      return [
        {
          id: "2",
          what: "time from a callback's arrival to the paid order, one at a time",
          against: "the bare Medusa workflow that captures it, in the same process",
          ratio,
          spread,
          aim: "≤ 1.25 ×",
          met: ratio <= 1.25,
          detail: {
            unit: "milliseconds",
            ours: series(measured.ours),
            theirs: series(measured.theirs),
            p95: { ours: percentile(measured.ours, 0.95), theirs: percentile(measured.theirs, 0.95) },
          },
        },
        {
          id: "3",
          what: "the same",
          against: "Medusa's own hook with its defaults",
          ...hook,
          aim: "≤ 1/15 ×",
          met: hook.ratio <= 1 / 15,
          detail: { unit: "milliseconds", ours: series(grouped(measured.ours, GROUPS)), theirs: series(hookTimes) },
        },
      ]
    } finally {
      await clock.close()
      await shop.close()
      await store.stop()
    }
  },
}
