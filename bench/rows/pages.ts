import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { compare, grouped, percentile, series } from "../measure/statistics"
import { fillHistory } from "../setup/history"
import type { Bench } from "../setup/bench"
import { openShop, type Shop } from "../setup/shop"
import type { BenchStore } from "../setup/store"
import type { Result, Row } from "./row"

const MANY = 1_000_000
const FEW = 1_000
const VISITS = 30
const ROUNDS = 5
const PLANS = path.resolve(__dirname, "../plans.txt")

interface Page {
  id: string
  name: string
  address: (visit: number, checkouts: number) => string
  /** How many checkouts it must show; any number when left out. */
  shows?: number
}

const someone = (visit: number, checkouts: number) => 1 + ((visit * 7_919) % checkouts)
const numbered = (number: number) => String(number).padStart(8, "0")

const PAGES: Page[] = [
  {
    id: "list",
    name: "list",
    address: (visit) => `/admin/almara/checkouts?limit=20&offset=${(visit % 5) * 20}`,
    shows: 20,
  },
  {
    id: "filter",
    name: "filtered list",
    address: (visit) => `/admin/almara/checkouts?limit=20&state=failed&order=-amount&offset=${(visit % 5) * 20}`,
  },
  {
    id: "attention",
    name: "what needs attention",
    address: () => "/admin/almara/checkouts?state=needs_attention&limit=100",
  },
  {
    id: "search",
    name: "search by checkout reference",
    address: (visit, checkouts) => `/admin/almara/checkouts?q=ORD-20260101-H${numbered(someone(visit, checkouts))}`,
    shows: 1,
  },
  {
    id: "search-transaction",
    name: "search by Almara's reference",
    address: (visit, checkouts) => `/admin/almara/checkouts?q=TXN0${numbered(someone(visit, checkouts))}`,
    shows: 1,
  },
  {
    id: "detail",
    name: "detail",
    address: (visit, checkouts) => `/admin/almara/checkouts/almchk_h${someone(visit, checkouts)}`,
  },
  { id: "dashboard", name: "dashboard", address: () => "/admin/almara/statistics?days=30&time_zone=Africa/Nairobi" },
]

/** Row 5: the admin's pages over a large ledger and over a small one. */
export const pages: Row = {
  name: "pages",
  what: "list, search, detail, dashboard with 1,000,000 checkouts and 2,000,000 callbacks",
  async measure(bench) {
    const many = Math.max(FEW, Math.round(MANY * bench.size))
    const [large, small] = await Promise.all([openLedger(bench, many), openLedger(bench, FEW)])
    try {
      const results: Result[] = []
      for (const page of PAGES) {
        const times = { large: [] as number[], small: [] as number[] }
        // What a process keeps in memory is not there yet at the first visit of all.
        const first = await visit(large.shop, page, many, 1)
        for (let round = -1; round < ROUNDS; round += 1) {
          const ofLarge = await visit(large.shop, page, many, VISITS)
          const ofSmall = await visit(small.shop, page, FEW, VISITS)
          // The first round fills caches, on both sides.
          if (round < 0) continue
          times.large.push(...ofLarge)
          times.small.push(...ofSmall)
        }
        const p95 = { ours: grouped(times.large, ROUNDS, 0.95), theirs: grouped(times.small, ROUNDS, 0.95) }
        const ratio = percentile(times.large, 0.95) / percentile(times.small, 0.95)
        results.push({
          id: `5-${page.id}`,
          what: `${page.name}: the slowest of twenty, with ${many} checkouts and ${2 * many} callbacks`,
          against: `with ${FEW} and ${2 * FEW}`,
          ratio,
          spread: compare(p95.ours, p95.theirs).spread,
          aim: "≤ 1.5 ×",
          met: ratio <= 1.5,
          detail: {
            unit: "milliseconds, the 95th percentile of each round",
            ours: series(p95.ours),
            theirs: series(p95.theirs),
            medians: { ours: percentile(times.large, 0.5), theirs: percentile(times.small, 0.5) },
            veryFirstVisit: first[0],
          },
        })
      }
      await writePlans(large, many)
      return results
    } finally {
      await large.close()
      await small.close()
    }
  },
}

interface Ledger {
  store: BenchStore
  shop: Shop
  close(): Promise<void>
}

async function openLedger(bench: Bench, checkouts: number): Promise<Ledger> {
  const database = await bench.database()
  const store = await bench.store({ database })
  const shop = await openShop(store.url, database)
  await fillHistory(database, checkouts)
  return {
    store,
    shop,
    close: async () => {
      await shop.close()
      await store.stop()
    },
  }
}

async function visit(shop: Shop, page: Page, checkouts: number, visits: number): Promise<number[]> {
  const times: number[] = []
  for (let number = 0; number < visits; number += 1) {
    const start = performance.now()
    const { status, body } = await shop.admin(page.address(number, checkouts))
    times.push(performance.now() - start)
    if (status !== 200) throw new Error(`The page ${page.name} answered ${status}: ${JSON.stringify(body)}`)
    if (page.shows !== undefined && body.checkouts.length !== page.shows)
      throw new Error(`The page ${page.name} shows ${body.checkouts.length} checkouts, not ${page.shows}.`)
  }
  return times
}

/**
 * What Postgres does for each page of the large ledger, as it says itself about the statements that the store sends.
 */
async function writePlans({ store, shop }: Ledger, checkouts: number): Promise<void> {
  const texts = [
    `EXPLAIN (ANALYZE, BUFFERS) of what the store asks for each page, over ${checkouts} checkouts and ${2 * checkouts} callbacks.`,
  ]
  for (const page of PAGES) {
    await store.ask("statements")
    await visit(shop, page, checkouts, 1)
    for (const { sql, bindings } of await store.ask("statements")) {
      let place = 0
      const text = sql.replaceAll("?", () => `$${(place += 1)}`)
      const { rows } = await shop.database.query(`explain (analyze, buffers) ${text}`, bindings)
      texts.push(`-- ${page.name}\n${text}\n\n${rows.map((row) => row["QUERY PLAN"]).join("\n")}`)
    }
  }
  mkdirSync(path.dirname(PLANS), { recursive: true })
  writeFileSync(PLANS, `${texts.join("\n\n\n")}\n`)
}
