import { pause } from "./call"
import { IS_UNFINISHED } from "./passing-time"
import type { RestartablePostgres } from "./postgres"
import type { LatePayers } from "./late-payers"
import type { CallbackSender } from "./callback-sender"

const QUIET = `
  select
    (select count(*)::int from almara_checkout where ${IS_UNFINISHED} or next_question_at <= now()) as checkouts,
    (select count(*)::int from almara_callback where state = 'waiting') as callbacks,
    (select count(*)::int from almara_checkout where claimed_until > now()) as claims,
    (select count(*)::int from payment_session s
      join order_payment_collection l on l.payment_collection_id = s.payment_collection_id and l.deleted_at is null
      join "order" o on o.id = l.order_id and o.status <> 'canceled'
      where s.authorized_at is null and s.deleted_at is null and s.provider_id = 'pp_almara_almara'
      and not exists (select 1 from almara_checkout c where c.payment_collection_id = s.payment_collection_id and c.state = 'held')) as orders,
    (select count(*)::int from almara_checkout c where c.state = 'paid' and not exists (select 1 from "order" o where o.id = c.order_id and o.deleted_at is null)) as "takenBack",
    (select count(distinct k.payment_id)::int from capture k where k.deleted_at is null
      and not exists (select 1 from chaos_event e where e.name = 'payment.captured' and e.subject = k.payment_id))
    + (select count(*)::int from almara_checkout c where c.state in ('paid', 'held') and c.announced_state = c.state
      and not exists (select 1 from chaos_event e where e.subject = c.id and e.name in ('almara.checkout.paid', 'almara.checkout.needs_attention')))
    + (select count(distinct c.payment_collection_id)::int from almara_checkout c where c.state = 'expired' and c.announced_state = 'expired' and not exists (
      select 1 from almara_checkout other join chaos_event e on e.subject = other.id where other.payment_collection_id = c.payment_collection_id)) as unheard`

/** What is still to be done. */
export interface Rest {
  /** Checkouts that are not closed or are due for a question, callbacks that are not worked off, running settlements, orders that wait for their money and for nobody's decision. */
  checkouts: number
  callbacks: number
  claims: number
  orders: number
  /** Paid checkouts whose order Medusa took back afterwards. */
  takenBack: number
  /** Payments and checkouts of which no event was heard: one that a killed process had begun to work on comes again after a minute. */
  unheard: number
  /** Callbacks that Almara is still sending. */
  underWay: number
  /** Shoppers who are still to pay. */
  latePayers: number
}

/** Counts what is still to be done. */
export async function readRest(
  postgres: RestartablePostgres,
  database: string,
  callbackSender: CallbackSender,
  latePayers: LatePayers,
): Promise<Rest> {
  const [row] = await postgres.query<Omit<Rest, "underWay" | "latePayers">>(database, QUIET)
  if (!row) throw new Error("Postgres answered a count with nothing.")
  return { ...row, underWay: callbackSender.underWay(), latePayers: latePayers.figures().underWay }
}

/** How much is left in all. */
export function sizeOf(rest: Rest): number {
  return Object.values(rest).reduce((sum, count) => sum + count, 0)
}

/**
 * Waits until nothing is left to be done, however long that takes; answers with a rest when it has not become less than ever
 * for `patienceMs`: that will not come to rest.
 */
export async function untilQuiet(
  look: () => Promise<Rest>,
  patienceMs: number,
  tell: (rest: Rest) => void,
): Promise<Rest> {
  let rest = await look()
  let [least, since] = [sizeOf(rest), Date.now()]
  while (sizeOf(rest) > 0 && Date.now() - since < patienceMs) {
    tell(rest)
    await pause(1_000)
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
