import { pause } from "./call"
import type { RestartablePostgres } from "./postgres"
import type { Latecomers } from "./latecomers"
import type { Postman } from "./postman"

const QUIET = `
  select
    (select count(*)::int from almara_checkout where closed_at is null or next_question_at <= now()) as checkouts,
    (select count(*)::int from almara_callback where state = 'waiting') as callbacks,
    (select count(*)::int from almara_checkout where claimed_until > now()) as claims,
    (select count(*)::int from payment_session s
      join order_payment_collection l on l.payment_collection_id = s.payment_collection_id and l.deleted_at is null
      join "order" o on o.id = l.order_id and o.status <> 'canceled'
      where s.authorized_at is null and s.deleted_at is null and s.provider_id = 'pp_almara_almara'
      and not exists (select 1 from almara_checkout c where c.payment_collection_id = s.payment_collection_id and c.state = 'held')) as orders,
    (select count(*)::int from almara_checkout c where c.state = 'paid' and not exists (select 1 from "order" o where o.id = c.order_id and o.deleted_at is null)) as "takenBack",
    (select count(distinct k.payment_id)::int from capture k where k.deleted_at is null
      and not exists (select 1 from chaos_event e where e.name = 'payment.captured' and e.subject = k.payment_id)) as unheard`

/** What is still to be done. */
export interface Rest {
  /** Checkouts that are not closed or are due for a question, callbacks that are not worked off, running settlements, orders that wait for their money and for nobody's decision. */
  checkouts: number
  callbacks: number
  claims: number
  orders: number
  /** Paid checkouts whose order Medusa took back afterwards. */
  takenBack: number
  /** Captured payments of which no event was heard: one that a killed process had begun to work on comes again after a minute. */
  unheard: number
  /** Callbacks that Almara is still sending. */
  underWay: number
  /** Shoppers who are still to pay. */
  latecomers: number
}

/** Counts what is still to be done. */
export async function readRest(postgres: RestartablePostgres, database: string, postman: Postman, latecomers: Latecomers): Promise<Rest> {
  const [row] = await postgres.query<Omit<Rest, "underWay" | "latecomers">>(database, QUIET)
  if (!row) throw new Error("Postgres answered a count with nothing.")
  return { ...row, underWay: postman.underWay(), latecomers: latecomers.figures().underWay }
}

/** Waits until nothing is left to be done, or until the end has come; answers what is left then. */
export async function untilQuiet(look: () => Promise<Rest>, end: number, tell: (rest: Rest) => void): Promise<Rest> {
  let rest = await look()
  while (Object.values(rest).some((count) => count > 0) && Date.now() < end) {
    tell(rest)
    await pause(1_000)
    rest = await look()
  }
  return rest
}

const NOW = "update almara_checkout set next_question_at = now() where claimed_by is null and next_question_at > now()"

/**
 * Lets the clock ask now what it would ask after a growing pause, about checkouts whose time to pay is over: a question that
 * failed then is asked again minutes later. Answers about how many.
 */
export async function shortenPauses(postgres: RestartablePostgres, database: string, graceInMinutes: number): Promise<number> {
  const due = await postgres.query(database, `${NOW} and closed_at is null and due_at + $1 * interval '1 minute' < now() returning id`, [graceInMinutes])
  return due.length
}

/**
 * Lets the clock look now what it would look at after minutes, hours and days: whether closed checkouts were paid after all.
 * Answers how many.
 */
export async function makeLateLooksDue(postgres: RestartablePostgres, database: string): Promise<number> {
  const due = await postgres.query(database, `${NOW} and closed_at is not null and state in ('failed', 'canceled', 'expired') returning id`)
  return due.length
}
