import { load } from "../measure/load"
import { ratios, series } from "../measure/statistics"
import { callbackOf, openShop, paidOrder } from "../setup/shop"
import type { Row } from "./row"

const CONNECTIONS = 32
const SECONDS = 5
const ROUNDS = 5

/** Row 10: row 1's door in two processes of one store. */
export const processes: Row = {
  id: "10",
  name: "processes",
  what: "acknowledgements a second with two store processes",
  against: "one process, as many connections in all",
  aims: ["≥ 1.6 × where cores allow"],
  async measure(laboratory) {
    const database = await laboratory.database()
    const first = await laboratory.store({ database })
    const second = await laboratory.store({ database })
    const shop = await openShop(first.url, database)
    try {
      const order = await paidOrder(laboratory, shop)
      const { url, body } = await callbackOf(laboratory, order.conversationId)
      const atSecond = url.replace(first.url, second.url)
      const at = async (urls: string[], seconds: number) => {
        const loads = await Promise.all(urls.map((one) => load({ url: one, body, connections: CONNECTIONS / urls.length, seconds })))
        return loads.reduce((total, { perSecond }) => total + perSecond, 0)
      }
      await at([url, atSecond], 3)
      const two: number[] = []
      const one: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        two.push(await at([url, atSecond], SECONDS))
        one.push(await at([url], SECONDS))
      }
      const { median, spread } = ratios(two, one)
      return { ratio: median, spread, met: median >= 1.6, detail: { unit: "acknowledgements a second", two: series(two), one: series(one) } }
    } finally {
      await shop.close()
      await first.stop()
      await second.stop()
    }
  },
}
