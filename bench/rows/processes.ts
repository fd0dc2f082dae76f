import os from "node:os"
import { CONNECTIONS, paidCallbacks } from "../measure/endpoints"
import { load } from "../measure/load"
import { compare, series } from "../measure/statistics"
import { openShop } from "../setup/shop"
import type { Row } from "./row"

const SECONDS = 3
const ROUNDS = 2
/** Two stores, what sends the load, and Postgres: with fewer cores they are in each other's way. */
const CORES_NEEDED = 4

/** Row 10: row 1's endpoint in two processes of one store. */
export const processes: Row = {
  name: "processes",
  what: "acknowledgements a second with two store processes",
  async measure(bench) {
    const database = await bench.database()
    const [first, second] = await Promise.all([bench.store({ database }), bench.store({ database })])
    const shop = await openShop(first.url, database)
    try {
      const atFirst = await paidCallbacks(bench, shop)
      const atSecond = atFirst.map(({ url, body }) => ({ url: url.replace(first.url, second.url), body }))
      const at = async (loaded: (typeof atFirst)[], seconds: number) => {
        const loads = await Promise.all(
          loaded.map((requests) => load({ requests, connections: CONNECTIONS / loaded.length, seconds })),
        )
        return loads.reduce((total, { perSecond }) => total + perSecond, 0)
      }
      await at([atFirst, atSecond], 3)
      const two: number[] = []
      const one: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        two.push(await at([atFirst, atSecond], SECONDS))
        one.push(await at([round % 2 === 0 ? atFirst : atSecond], SECONDS))
      }
      const comparison = compare(two, one)
      const cores = os.availableParallelism()
      return [
        {
          id: "10",
          what: "acknowledgements a second with two store processes",
          against: "one process, as many connections in all",
          ...comparison,
          aim: "≥ 1.6 × where the cores allow",
          met: cores >= CORES_NEEDED ? comparison.ratio >= 1.6 : null,
          detail: { unit: "acknowledgements a second", cores, ours: series(two), theirs: series(one) },
        },
      ]
    } finally {
      await shop.close()
      await first.stop()
      await second.stop()
    }
  },
}
