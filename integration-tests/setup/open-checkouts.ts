import { copyOfTemplate } from "./database"
import type { Gateway } from "./gateway"
import { callJson, startStore, type RunningStore } from "./store"

/** The largest that the option allows. */
export const PER_SECOND = 100
/**
 * How many run at once in each of two processes: see reconcile.ts. One that comes to its check late stands beside
 * others.
 */
const AT_ONCE = 2 * 8

/**
 * Two processes of one store, whose jobs run often and whose heap is so small that what grows in it is a leak, not
 * laziness.
 */
export async function startTwoClocks(gateway: Gateway): Promise<[RunningStore, RunningStore]> {
  const database = await copyOfTemplate()
  const environment = {
    ALMARA_REQUESTS_PER_SECOND: String(PER_SECOND),
    NODE_OPTIONS: "--max-old-space-size=300 --max-semi-space-size=8",
  }
  const first = await startStore({ almaraUrl: gateway.url, database, environment })
  return [first, await startStore({ almaraUrl: gateway.url, database, environment })]
}

/** Writes open checkouts into the ledger whose callback never came, all of them due now; Almara knows none of them. */
export async function insertOpen({ database }: RunningStore, from: number, to: number): Promise<void> {
  await database.query(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, next_check_at)
     select 'almchk_' || i, 'open', 'order_first', 1, 'payses_' || i, 'conversation-' || i, 'ORD-' || i, 100, '{"value":"100","precision":20}', 'kes', now() + interval '1 day', now()
     from generate_series($1::int, $2::int) i`,
    [from, to],
  )
}

/** How many checkouts were asked about. */
export async function countAsked({ database }: RunningStore): Promise<number> {
  return (await database.query("select count(*)::int as count from almara_checkout where checks > 0")).rows[0].count
}

/** Throws unless nobody was asked about twice, and each has a next check of its own. */
export async function expectAskedOnce({ database }: RunningStore): Promise<void> {
  const { rows } = await database.query(
    "select checks, count(distinct next_check_at)::int as moments, count(*)::int as count from almara_checkout where checks > 0 and leased_by is null group by checks",
  )
  expect(rows).toEqual([expect.objectContaining({ checks: 1 })])
  expect(rows[0].moments).toBeGreaterThan(rows[0].count * 0.9)
}

/** Throws when more checks were begun in any ten seconds than the rate allows. */
export async function expectRateKept(gateway: Gateway): Promise<void> {
  const { body } = await callJson(`${gateway.url}/simulator/requests`)
  const times: number[] = body.requests
    .filter((entry: { path: string }) => entry.path.includes("check-status"))
    .map((entry: { at: string }) => Date.parse(entry.at))
  const inSpan = times.map((time) => times.filter((other) => other >= time && other < time + 10_000).length)
  expect(Math.max(...inSpan)).toBeLessThanOrEqual(PER_SECOND * 10 + AT_ONCE)
}

/** Throws when a process holds a quarter more memory than before. */
export function expectFlatMemory(stores: RunningStore[], before: number[]): void {
  for (const [index, store] of stores.entries()) expect(store.memory() / (before[index] ?? 1)).toBeLessThan(1.25)
}
