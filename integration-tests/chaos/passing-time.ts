import type { RestartablePostgres } from "./postgres"

/** What of the run's Postgres is needed for it. */
type Queried = Pick<RestartablePostgres, "query">

/** How long the store's orders wait for their money: longer than any run, so that no shopper is too slow for it. */
export const DUE_IN_MINUTES = 1440

/**
 * Time passes for the store's rows, by SQL, in place of being waited for. So a run is not faster or slower to its ends than
 * its shoppers are, and no machine is too slow for a due date.
 */
export interface PassingTime {
  /** Lets the due date of one payment session pass. */
  endTimeToPay(sessionId: string): Promise<void>
  /** Whether the store has closed the checkout of a conversation. */
  isClosed(merchantRequestId: string): Promise<boolean>
  /**
   * Lets all due dates pass, and every pause before something is tried again. What was taken by processes before
   * `torn`, in milliseconds since 1970, is free again, as it is when a dead process' time with it is over.
   * Answers how many questions were made due.
   */
  endPauses(torn: number): Promise<number>
  /** Lets the clock look now at closed checkouts that it would look at after hours and days. Answers at how many. */
  makeLateLooksDue(): Promise<number>
}

const IS_FREE = "(claimed_until is null or claimed_until <= now())"

/** What is next for the clock, beside the late looks. */
export const IS_UNFINISHED =
  "(closed_at is null or (next_question_at is not null and state not in ('failed', 'canceled', 'expired')))"

/** By table: until when something is taken, and for how long at a time (`src/use-cases`, `src/jobs`). */
const TAKEN = [
  ["almara_checkout", "claimed_until", 90],
  ["almara_callback", "claimed_until", 120],
  ["almara_job_run", "leased_until", 180],
] as const

/** Lets time pass in this database. */
export function passingTime(postgres: Queried, database: string): PassingTime {
  const change = async (sql: string, values: unknown[] = []) =>
    (await postgres.query(database, `${sql} returning id`, values)).length
  return {
    async endTimeToPay(sessionId) {
      await change(
        `update almara_checkout set due_at = least(due_at, now()), next_question_at = case when closed_at is null and ${IS_FREE} then now() else next_question_at end
         where payment_session_id = $1`,
        [sessionId],
      )
    },
    async isClosed(merchantRequestId) {
      const [row] = await postgres.query<{ isClosed: boolean }>(
        database,
        `select closed_at is not null as "isClosed" from almara_checkout where conversation_id = $1`,
        [merchantRequestId],
      )
      return row?.isClosed ?? false
    },
    async endPauses(torn) {
      for (const [table, column, seconds] of TAKEN) {
        await change(
          `update ${table} set ${column} = now() where ${column} > now() and ${column} < to_timestamp($1) + $2 * interval '1 second'`,
          [torn / 1000, seconds],
        )
      }
      await change("update almara_order set canceling_at = null where canceling_at < to_timestamp($1)", [torn / 1000])
      await change(
        "update order_cart set created_at = created_at - $1 * interval '1 minute' where created_at > now() - $1 * interval '1 minute'",
        [DUE_IN_MINUTES],
      )
      await change(
        `update almara_callback set next_try_at = now() where state = 'waiting' and next_try_at > now() and ${IS_FREE}`,
      )
      await change("update almara_checkout set due_at = now() where due_at > now()")
      return change(
        `update almara_checkout set next_question_at = now() where ${IS_UNFINISHED} and next_question_at > now() and ${IS_FREE}`,
      )
    },
    makeLateLooksDue: () =>
      change(
        `update almara_checkout set next_question_at = now() where ${IS_FREE} and next_question_at > now() and closed_at is not null and state in ('failed', 'canceled', 'expired')`,
      ),
  }
}
