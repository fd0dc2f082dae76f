import { percentile, ratios, series } from "../measure/statistics"
import { startPaidClock } from "../measure/paid-clock"
import { OrderPress, type ClonedOrder } from "../setup/clones"
import { callbackOf, openShop } from "../setup/shop"
import type { Row } from "./row"

const ORDERS = 40
const HOOK_ORDERS = 6
const WARM_UP = 5

/** Rows 2 and 3: from the callback's arrival to the paid order, one at a time. */
export const settle: Row = {
  id: "2",
  name: "settle",
  what: "time from a callback's arrival to the paid order, one at a time",
  against: "the bare Medusa workflow in the same process; Medusa's own hook with its defaults",
  aims: ["≤ 1.25 ×", "≤ 1/15 ×"],
  async measure(laboratory) {
    const database = await laboratory.database()
    const store = await laboratory.store({ database })
    const shop = await openShop(store.url, database)
    const press = await OrderPress.from(shop)
    const clock = await startPaidClock(database)
    try {
      const callbacks = await press.press(1, ORDERS + WARM_UP)
      await press.tellAlmara(laboratory, callbacks)
      const bare = await press.press(1_001, ORDERS + WARM_UP)
      const hooks = await press.press(2_001, HOOK_ORDERS)
      await store.ask("bare", [...bare, ...hooks])

      const byCallback = async (order: ClonedOrder) => {
        const { url, body } = await callbackOf(laboratory, order.conversationId)
        const start = performance.now()
        const answered = fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } })
        const paid = await clock.paid(order.orderId)
        if (!(await answered).ok) throw new Error("The door did not take a callback.")
        return paid - start
      }
      const byWorkflow = async (order: ClonedOrder) => {
        const start = performance.now()
        const done = store.ask("capture", { sessions: [order], atOnce: 1 })
        const paid = await clock.paid(order.orderId)
        await done
        return paid - start
      }
      const byHook = async (order: ClonedOrder) => {
        const start = performance.now()
        const answer = await fetch(`${store.url}/hooks/payment/almara_almara`, { method: "POST", body: JSON.stringify({ bareSession: order.id }), headers: { "content-type": "application/json" } })
        if (!answer.ok) throw new Error("Medusa's hook did not take an event.")
        return (await clock.paid(order.orderId)) - start
      }

      const ours: number[] = []
      const theirs: number[] = []
      for (let place = 0; place < callbacks.length; place += 1) {
        ours.push(await byCallback(callbacks[place] as ClonedOrder))
        await untilIdle()
        theirs.push(await byWorkflow(bare[place] as ClonedOrder))
        await untilIdle()
      }
      const hookTimes: number[] = []
      for (const order of hooks) hookTimes.push(await byHook(order))

      const measured = { ours: ours.slice(WARM_UP), theirs: theirs.slice(WARM_UP) }
      const pairs = ratios(measured.ours, measured.theirs)
      const ratio = series(measured.ours).median / series(measured.theirs).median
      const hookRatio = series(measured.ours).median / series(hookTimes).median
      return [
        { ratio, spread: pairs.spread, met: ratio <= 1.25, detail: { unit: "milliseconds", ours: series(measured.ours), theirs: series(measured.theirs), ourP95: percentile(measured.ours, 0.95) } },
        { ratio: hookRatio, spread: series(measured.ours).spread, met: hookRatio <= 1 / 15, detail: { of: "row 3, against Medusa's own hook", unit: "milliseconds", hook: series(hookTimes) } },
      ]
    } finally {
      await clock.close()
      await shop.close()
      await store.stop()
    }
  },
}

/** What a run leaves to do after the order is paid must not fall into the next one's time. */
async function untilIdle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60))
}
