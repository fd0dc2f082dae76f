import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { percentile } from "../measure/statistics"
import { fillHistory } from "../setup/history"
import type { Laboratory } from "../setup/laboratory"
import { openShop, type Shop } from "../setup/shop"
import type { Result, Row } from "./row"

const MANY = 1_000_000
const FEW = 1_000
const VISITS = 60
const ROUNDS = 5
const PLANS = path.resolve(__dirname, "../plans.txt")

interface Page {
  name: string
  address: (visit: number, checkouts: number) => string
}

const someone = (visit: number, checkouts: number) => 1 + ((visit * 7_919) % checkouts)
const reference = (number: number) => `ORD-20260101-H${String(number).padStart(8, "0")}`

const PAGES: Page[] = [
  { name: "list", address: (visit) => `/admin/almara/checkouts?limit=20&offset=${(visit % 5) * 20}` },
  { name: "search", address: (visit, checkouts) => `/admin/almara/checkouts?q=${reference(someone(visit, checkouts))}` },
  { name: "detail", address: (visit, checkouts) => `/admin/almara/checkouts/almchk_h${someone(visit, checkouts)}` },
  { name: "dashboard", address: () => "/admin/almara/statistics?days=30&time_zone=Africa/Nairobi" },
]

/** Row 5: the admin's pages over a large ledger and over a small one. */
export const pages: Row = {
  id: "5",
  name: "pages",
  what: "list, search, detail, dashboard with 1,000,000 checkouts and 2,000,000 callbacks",
  against: "the same with 1,000",
  aims: ["≤ 1.5 ×"],
  async measure(laboratory) {
    const many = Math.max(FEW, Math.round(MANY * laboratory.size))
    const large = await openLedger(laboratory, many)
    const small = await openLedger(laboratory, FEW)
    try {
      const results: Result[] = []
      for (const page of PAGES) {
        const times = { large: [] as number[][], small: [] as number[][] }
        for (let round = -1; round < ROUNDS; round += 1) {
          const ofLarge = await visit(large.shop, page, many)
          const ofSmall = await visit(small.shop, page, FEW)
          // The first visits fill caches, on both sides.
          if (round < 0) continue
          times.large.push(ofLarge)
          times.small.push(ofSmall)
        }
        const p95 = (rounds: number[][]) => percentile(rounds.flat(), 0.95)
        const ratio = p95(times.large) / p95(times.small)
        const each = times.large.map((values, round) => percentile(values, 0.95) / percentile(times.small[round] ?? [], 0.95))
        results.push({
          ratio,
          spread: (percentile(each, 0.75) - percentile(each, 0.25)) / ratio,
          met: ratio <= 1.5,
          detail: { of: page.name, size: many, unit: "milliseconds, p95", large: p95(times.large), small: p95(times.small), medians: [percentile(times.large.flat(), 0.5), percentile(times.small.flat(), 0.5)] },
        })
      }
      await writePlans(large.shop, many)
      return results
    } finally {
      await large.close()
      await small.close()
    }
  },
}

async function openLedger(laboratory: Laboratory, checkouts: number) {
  const database = await laboratory.database()
  const store = await laboratory.store({ database })
  const shop = await openShop(store.url, database)
  await fillHistory(shop.database, checkouts)
  return {
    shop,
    close: async () => {
      await shop.close()
      await store.stop()
    },
  }
}

async function visit(shop: Shop, page: Page, checkouts: number): Promise<number[]> {
  const times: number[] = []
  for (let number = 0; number < VISITS; number += 1) {
    const start = performance.now()
    const { status, body } = await shop.admin(page.address(number, checkouts))
    times.push(performance.now() - start)
    if (status !== 200) throw new Error(`The page ${page.name} answered ${status}: ${JSON.stringify(body)}`)
    if (page.name === "search" && body.checkouts.length !== 1) throw new Error("The search did not find its checkout.")
  }
  return times
}

/** What Postgres does for each page of the large ledger, as it says itself. */
async function writePlans(shop: Shop, checkouts: number): Promise<void> {
  const one = someone(17, checkouts)
  const searched = ["checkout_reference", "transaction_reference", "conversation_id", "almara_conversation_id"].map((column) => `(select id from almara_checkout where deleted_at is null and lower(${column}) like '${reference(one).toLowerCase()}%' order by lower(${column}) using ~>~ limit 5000)`).join(" union all ")
  const questions: [string, string][] = [
    ["list", "select * from almara_checkout where deleted_at is null order by created_at desc, id desc limit 20 offset 80"],
    ["list, its count", "select count(*) from (select 1 from almara_checkout where deleted_at is null limit 5000) matching"],
    ["search", `select * from almara_checkout where deleted_at is null and (id = any(array(${searched})) or id = 'x' or order_id = 'x' or payment_session_id = 'x') order by created_at desc, id desc limit 20`],
    ["detail, its callbacks", `select * from almara_callback where checkout_id in ('almchk_h${one}') and deleted_at is null order by created_at limit 500`],
    ["detail, its story", `select * from almara_checkout_event where checkout_id in ('almchk_h${one}') and deleted_at is null order by created_at, id`],
    ["dashboard, the days that still change", "select date_trunc('day', created_at at time zone 'Africa/Nairobi') as day, state, count(*) from almara_checkout where deleted_at is null and created_at >= now() - interval '3 days' group by 1, 2"],
    ["a callback's first equal one", `select id from almara_callback where conversation_id = md5('${one}')::uuid::text and fingerprint = md5('${one}') and deleted_at is null order by created_at limit 1`],
    ["what is due for a question", "select id from almara_checkout where closed_at is null and deleted_at is null and next_question_at <= now() order by next_question_at limit 10"],
  ]
  const texts = [`EXPLAIN (ANALYZE, BUFFERS) over ${checkouts} checkouts and ${2 * checkouts} callbacks, from the run that made results.json.`]
  for (const [name, question] of questions) {
    const { rows } = await shop.database.query(`explain (analyze, buffers) ${question}`)
    texts.push(`-- ${name}\n${question}\n\n${rows.map((row) => row["QUERY PLAN"]).join("\n")}`)
  }
  mkdirSync(path.dirname(PLANS), { recursive: true })
  writeFileSync(PLANS, `${texts.join("\n\n\n")}\n`)
}
