import type { Gateway } from "../setup/gateway"
import type { Query } from "./postgres"

/** How long the store's orders wait for their money: longer than any run, so that no shopper is too slow for it. */
export const DUE_IN_MINUTES = 1440

const IS_FREE = "(leased_until is null or leased_until <= now())"

/** What is next for the scheduler, beside the late looks at closed checkouts. */
const IS_UNFINISHED =
  "(closed_at is null or (next_check_at is not null and state not in ('failed', 'canceled', 'expired')))"

/** By table: until when something is taken, and for how long at a time (`src/use-cases`, `src/jobs`). */
const TAKEN = [
  ["almara_checkout", "leased_until", 90],
  ["almara_callback", "leased_until", 120],
  ["almara_job_run", "leased_until", 180],
] as const

/**
 * Lets all due dates pass, and every pause before something is tried again, by SQL, in place of being waited for. What
 * was taken by processes before `torn`, in milliseconds since 1970, is free again, as it is when a dead process' lease
 * is over.
 */
export async function endPauses(query: Query, torn: number): Promise<void> {
  for (const [table, column, seconds] of TAKEN)
    await query(
      `update ${table} set ${column} = now() where ${column} > now() and ${column} < to_timestamp($1) + $2 * interval '1 second'`,
      [torn / 1000, seconds],
    )
  await query("update almara_order set canceling_at = null where canceling_at < to_timestamp($1)", [torn / 1000])
  await query(
    "update order_cart set created_at = created_at - $1 * interval '1 minute' where created_at > now() - $1 * interval '1 minute'",
    [DUE_IN_MINUTES],
  )
  await query(
    `update almara_callback set next_try_at = now() where state = 'waiting' and next_try_at > now() and ${IS_FREE}`,
  )
  await query("update almara_checkout set due_at = now() where due_at > now()")
  await query(
    `update almara_checkout set next_check_at = now() where ${IS_UNFINISHED} and next_check_at > now() and ${IS_FREE}`,
  )
}

const QUIET = `
  select
    (select count(*)::int from almara_checkout where ${IS_UNFINISHED} or next_check_at <= now()) as checkouts,
    (select count(*)::int from almara_callback where state = 'waiting') as callbacks,
    (select count(*)::int from almara_checkout where leased_until > now()) as claims,
    (select count(*)::int from payment_session s
      join order_payment_collection l on l.payment_collection_id = s.payment_collection_id and l.deleted_at is null
      join "order" o on o.id = l.order_id and o.status <> 'canceled'
      where s.authorized_at is null and s.deleted_at is null and s.provider_id = 'pp_almara_almara'
      and not exists (select 1 from almara_checkout c where c.payment_collection_id = s.payment_collection_id and c.state = 'held')) as orders,
    (select count(*)::int from almara_checkout c where c.state = 'paid' and not exists (select 1 from "order" o where o.id = c.order_id and o.deleted_at is null)) as "rolledBack",
    (select count(distinct k.payment_id)::int from capture k where k.deleted_at is null
      and not exists (select 1 from chaos_event e where e.name = 'payment.captured' and e.subject = k.payment_id))
    + (select count(*)::int from almara_checkout c where c.state in ('paid', 'held') and c.announced_state = c.state
      and not exists (select 1 from chaos_event e where e.subject = c.id and e.name in ('almara.checkout.paid', 'almara.checkout.needs_attention')))
    + (select count(distinct c.payment_collection_id)::int from almara_checkout c where c.state = 'expired' and c.announced_state = 'expired' and not exists (
      select 1 from almara_checkout other join chaos_event e on e.subject = other.id where other.payment_collection_id = c.payment_collection_id)) as unheard`

/** What is still to be done. */
export interface Rest {
  /**
   * Checkouts that are not closed or are due for a check, callbacks that are not processed, running settlements, orders
   * that wait for their money and for nobody's decision.
   */
  checkouts: number
  callbacks: number
  claims: number
  orders: number
  /** Paid checkouts whose order Medusa took back afterwards. */
  rolledBack: number
  /**
   * Payments and checkouts without an event that was heard: one that a killed process had begun to work on comes again
   * after a minute.
   */
  unheard: number
  /** Callbacks that Almara is still sending. */
  underWay: number
}

/** Counts what is still to be done. */
export async function readRest(query: Query, gateway: Gateway): Promise<Rest> {
  const [row] = await query<Omit<Rest, "underWay">>(QUIET)
  if (!row) throw new Error("Postgres answered a count with nothing.")
  const underWay = (await gateway.checkouts()).reduce((sum, checkout) => sum + checkout.underWay, 0)
  return { ...row, underWay }
}

/** How much is left in all. */
export function sizeOf(rest: Rest): number {
  return Object.values(rest).reduce((sum, count) => sum + count, 0)
}

/**
 * Waits until nothing is left to be done, however long that takes; returns a rest when it has not become less than ever
 * for `patienceMs`: that will not come to rest.
 */
export async function untilQuiet(look: () => Promise<Rest>, patienceMs: number): Promise<Rest> {
  let rest = await look()
  let [least, since] = [sizeOf(rest), Date.now()]
  while (sizeOf(rest) > 0 && Date.now() - since < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    rest = await look()
    if (sizeOf(rest) < least) [least, since] = [sizeOf(rest), Date.now()]
  }
  return rest
}

/** The rest in words. */
export function describe(rest: Rest): string {
  return Object.entries(rest)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ")
}
