import { eventually } from "../../integration-tests/setup/shopper"
import { load, type LoadResult } from "../measure/load"
import { ratios, series } from "../measure/statistics"
import { callbackOf, openShop, paidOrder, type Shop } from "../setup/shop"
import type { Row } from "./row"

const CONNECTIONS = 32
const SECONDS = 5
const ROUNDS = 5
/** Medusa's hook works on its events five seconds later; that is to fall into nobody's round. */
const HOOK_DELAY_IN_MILLISECONDS = 5_500

/** `processor`: microseconds of the store's process for each answer, whatever else the machine did. */
type Measured = LoadResult & { processor: number }

/** Row 1: the door that commits each callback, against Medusa's hook that keeps it in memory. */
export const acknowledge: Row = {
  id: "1",
  name: "ack",
  what: "acknowledgements a second at POST /checkout/cart, each committed",
  against: "POST /hooks/payment/:provider in the same process, in memory only",
  aims: ["≥ 1.0 ×", "≤ 1.0 ×"],
  async measure(laboratory) {
    const database = await laboratory.database()
    const store = await laboratory.store({ database })
    const shop = await openShop(store.url, database)
    try {
      const order = await paidOrder(laboratory, shop)
      const { url, body } = await callbackOf(laboratory, order.conversationId)
      const loadOn = async (url: string, seconds: number): Promise<Measured> => {
        const before = await store.ask("processor")
        const result = await load({ url, body, connections: CONNECTIONS, seconds })
        return { ...result, processor: ((await store.ask("processor")) - before) / result.answered }
      }
      const door = (seconds: number) => loadOn(url, seconds)
      const hook = (seconds: number) => loadOn(`${store.url}/hooks/payment/almara_almara`, seconds)
      await door(3)
      await hook(3)
      const ours: Measured[] = []
      const theirs: Measured[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, HOOK_DELAY_IN_MILLISECONDS))
        ours.push(await door(SECONDS))
        await untilWorkedOff(shop)
        theirs.push(await hook(SECONDS))
      }
      const rate = ratios(ours.map(perSecond), theirs.map(perSecond))
      const p99 = ratios(ours.map(slowest), theirs.map(slowest))
      const stored = await shop.database.query("select count(*)::int as number, count(distinct id)::int as ids from almara_callback")
      return [
        {
          ratio: rate.median,
          spread: rate.spread,
          met: rate.median >= 1,
          detail: { ours: series(ours.map(perSecond)), theirs: series(theirs.map(perSecond)), unit: "acknowledgements a second", processorMicrosecondsEach: [series(ours.map(processor)).median, series(theirs.map(processor)).median], stored: stored.rows[0].number },
        },
        {
          ratio: p99.median,
          spread: p99.spread,
          met: p99.median <= 1,
          detail: { of: "p99", ours: series(ours.map(slowest)), theirs: series(theirs.map(slowest)), unit: "milliseconds" },
        },
      ]
    } finally {
      await shop.close()
      await store.stop()
    }
  },
}

const perSecond = (result: LoadResult) => result.perSecond
const processor = (result: Measured) => result.processor
const slowest = (result: LoadResult) => result.p99

async function untilWorkedOff(shop: Shop): Promise<void> {
  const waiting = async () => Number((await shop.database.query("select count(*) as number from almara_callback where state = 'waiting'")).rows[0].number)
  await eventually(waiting, (number) => number === 0, 60_000)
}
