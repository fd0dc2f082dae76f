import { paidCallbacks, sustained, untilIdle, type MeasuredRound } from "../measure/endpoints"
import { compare, series } from "../measure/statistics"
import { openShop } from "../setup/shop"
import type { Row } from "./row"

const SECONDS = 3
const ROUNDS = 4

const AGAINST = "POST /hooks/payment/:provider in the same process, in memory only"

/** Row 1: the endpoint that commits each callback, against Medusa's hook that keeps it in memory. */
export const acknowledge: Row = {
  name: "ack",
  what: "acknowledgements a second at POST /checkout/cart, each committed",
  async measure(bench) {
    const database = await bench.database()
    const store = await bench.store({ database })
    const shop = await openShop(store.url, database)
    try {
      const endpoint = await paidCallbacks(bench, shop)
      const hook = endpoint.map(({ body }) => ({ url: `${store.url}/hooks/payment/almara_almara`, body }))
      const requests = { endpoint, hook }
      const round = async (at: keyof typeof requests): Promise<MeasuredRound> => {
        await untilIdle(store, shop)
        return sustained(store, at, requests[at], SECONDS)
      }
      const first = await round("endpoint")
      await round("hook")
      const ours: MeasuredRound[] = []
      const theirs: MeasuredRound[] = []
      for (let number = 0; number < ROUNDS; number += 1) {
        // By turns who is first.
        if (number % 2 === 0) ours.push(await round("endpoint"))
        theirs.push(await round("hook"))
        if (number % 2 === 1) ours.push(await round("endpoint"))
      }
      await untilIdle(store, shop)
      const { rows } = await shop.database.query(
        "select count(*)::int as stored, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit from almara_callback",
      )
      const isDurable = rows[0].fsync === "on" && rows[0].commit === "on"
      const acknowledged = [first, ...ours].reduce((total, one) => total + one.acknowledged, 0)
      const rate = compare(ours.map(perSecond), theirs.map(perSecond))
      const p99 = compare(ours.map(slowest), theirs.map(slowest))
      return [
        {
          id: "1",
          what: "acknowledgements a second at POST /checkout/cart, each committed",
          against: AGAINST,
          ...rate,
          aim: "≥ 1.0 ×",
          met: rate.ratio >= 1 && isDurable && rows[0].stored >= acknowledged,
          detail: {
            unit: "acknowledgements a second",
            ours: series(ours.map(perSecond)),
            theirs: series(theirs.map(perSecond)),
            processorMicrosecondsEach: { ours: series(ours.map(processor)), theirs: series(theirs.map(processor)) },
            acknowledged,
            postgres: rows[0],
          },
        },
        {
          id: "1-p99",
          what: "the slowest of a hundred of them",
          against: AGAINST,
          ...p99,
          aim: "≤ 1.0 ×",
          met: p99.ratio <= 1,
          detail: { unit: "milliseconds", ours: series(ours.map(slowest)), theirs: series(theirs.map(slowest)) },
        },
      ]
    } finally {
      await shop.close()
      await store.stop()
    }
  },
}

const perSecond = (result: MeasuredRound) => result.perSecond
const processor = (result: MeasuredRound) => result.processor
const slowest = (result: MeasuredRound) => result.p99
