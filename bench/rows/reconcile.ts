import { startGateway, type Gateway } from "../../integration-tests/setup/gateway"
import { startPaidClock } from "../measure/paid-clock"
import { compare, series } from "../measure/statistics"
import { OrderPress } from "../setup/clones"
import { openShop, type Shop } from "../setup/shop"
import type { Row } from "./row"

const ORDERS = 10_000
const REQUESTS_PER_SECOND = 20
const PARTS = 10
/** Where the time of the run is short, so many parts are waited for all the same. */
const LEAST_PARTS = 2
/** What the end of the row and of the run take, when no more is waited for. */
const CLOSING_IN_MILLISECONDS = 20_000
const QUIET_IN_MILLISECONDS = 3_000

/**
 * Row 6: callbacks that never came, found by the clock, in a store of two processes. All are due; as many are settled
 * as there is time for.
 */
export const reconcile: Row = {
  name: "reconcile",
  what: `missed callbacks settled by the clock, ${REQUESTS_PER_SECOND} checks a second, two processes`,
  isLast: true,
  async measure(bench) {
    const count = Math.max(100, Math.round(ORDERS * bench.size))
    const gateway = await startGateway({ decide: "paid", behaviour: { callbacks: "never" } })
    const database = await bench.database()
    const environment = { ALMARA_REQUESTS_PER_SECOND: String(REQUESTS_PER_SECOND) }
    const start = () => bench.store({ database, almaraUrl: gateway.url, environment })
    const [first, second] = await Promise.all([start(), start()])
    const shop = await openShop(first.url, database)
    const press = await OrderPress.from(shop)
    const clock = await startPaidClock(database)
    try {
      const missed = await press.press(1, count)
      await press.tellAlmara({ gateway }, missed, "by itself")
      const ids = missed.map((order) => order.merchantRequestId)
      // The order that the others are copies of waits as well: its checks would be counted with theirs.
      await shop.database.query(
        "update almara_checkout set next_check_at = null where merchant_request_id <> all($1)",
        [ids],
      )
      const before = await checksAt(gateway)
      await shop.database.query(
        "update almara_checkout set next_check_at = now() where merchant_request_id = any($1)",
        [ids],
      )
      const end = bench.until - CLOSING_IN_MILLISECONDS
      const memory: number[] = []
      let isInTime = true
      for (let part = 1; part <= PARTS && isInTime; part += 1) {
        isInTime = await clock.count(Math.floor((count * part) / PARTS), part <= LEAST_PARTS ? Infinity : end)
        memory.push(Math.max(await first.ask("memory"), await second.ask("memory")))
      }
      await letTheRestGo(shop, ids)
      const times = clock.times()
      const settled = times.length
      // By the ledger for each, and by the stand-in for all: neither alone would tell.
      const checks = (await checksAt(gateway)) - before
      const notAskedOnce: number = (
        await shop.database.query(
          "select count(*)::int as number from almara_checkout where merchant_request_id = any($1) and checks <> case when state = 'paid' then 1 else 0 end",
          [ids],
        )
      ).rows[0].number
      const isAskedOnce = notAskedOnce === 0 && checks === settled
      // From the first to the last: how long the job sleeps before it looks is its schedule's matter.
      const ofPart = Math.floor(count / PARTS)
      const parts = Array.from(
        { length: Math.floor(settled / ofPart) },
        (_, part) => (times[ofPart * (part + 1) - 1] ?? 0) - (times[ofPart * part] ?? 0),
      )
      const rateAlone = parts.map(() => ((ofPart - 1) / REQUESTS_PER_SECOND) * 1000)
      const { spread } = compare(parts, rateAlone)
      const ratio = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (((settled - 1) / REQUESTS_PER_SECOND) * 1000)
      const [atFirst = Number.NaN, ...later] = memory
      const flat = {
        ratio: (memory.at(-1) ?? Number.NaN) / atFirst,
        spread: compare(
          later,
          later.map(() => atFirst),
        ).spread,
      }
      return [
        {
          id: "6",
          what: `${settled === count ? count : `${settled} of ${count}`} missed callbacks settled by the clock, two processes`,
          against: `the time that the rate of ${REQUESTS_PER_SECOND} checks a second alone needs`,
          ratio,
          spread,
          aim: "≤ 1.1 ×, each asked once",
          met: ratio <= 1.1 && isAskedOnce,
          detail: {
            unit: "milliseconds for each part",
            ours: series(parts),
            theirs: series(rateAlone),
            checks,
            notAskedOnce,
          },
        },
        {
          id: "6-memory",
          what: "memory when the last of them is settled",
          against: `when the first ${ofPart} are`,
          ...flat,
          aim: "≤ 1.1 ×",
          met: flat.ratio <= 1.1,
          detail: {
            unit: "bytes resident in the larger process, after the garbage was collected",
            ours: series(memory),
          },
        },
      ]
    } finally {
      await clock.close()
      await shop.close()
      await first.stop()
      await second.stop()
      await gateway.stop()
    }
  },
}

/** Has the clock ask about no more of them than it has begun with, and waits until these are settled. */
async function letTheRestGo({ database }: Shop, ids: string[]): Promise<void> {
  await database.query(
    "update almara_checkout set next_check_at = null where merchant_request_id = any($1) and checks = 0 and leased_by is null",
    [ids],
  )
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, QUIET_IN_MILLISECONDS))
    const { rows } = await database.query(
      "select count(*) filter (where leased_by is not null)::int as claimed, count(*) filter (where state = 'paid')::int as paid from almara_checkout where merchant_request_id = any($1)",
      [ids],
    )
    return rows[0] as { claimed: number; paid: number }
  }
  for (
    let before = await look(), now = await look();
    now.claimed > 0 || now.paid > before.paid;
    before = now, now = await look()
  );
}

/** How often the stand-in for Almara was asked what became of a checkout. */
async function checksAt(gateway: Gateway): Promise<number> {
  return Object.entries(await gateway.counts()).find(([path]) => path.includes("check-status"))?.[1] ?? 0
}
