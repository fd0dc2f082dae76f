import { connectionTo, CONNECTION_OF_SPEC } from "./connection"
import { eventually } from "./shopper"
import type { RunningStore } from "./store"

const CALLERS = 8
const WAITING = `
  select count(*)::int as count from pg_stat_activity
  where datname = current_database() and application_name = '${CONNECTION_OF_SPEC}' and wait_event_type = 'Lock'`

/**
 * Calls something eight times, and lets nobody go on before all of them wait for what `hold`, a statement of SQL, has
 * locked; that is rolled back then. Returns all answers.
 */
export async function atOnce<Answer>(
  store: Pick<RunningStore, "database">,
  hold: string,
  ask: () => Promise<Answer>,
): Promise<Answer[]> {
  const connection = await connectionTo(store)
  await store.database.query("begin")
  await store.database.query(hold)
  const answers = Promise.all(Array.from({ length: CALLERS }, ask))
  try {
    await eventually(
      async () => (await connection.raw<{ rows: [{ count: number }] }>(WAITING)).rows[0].count,
      (count) => count === CALLERS,
    )
  } finally {
    await store.database.query("rollback")
  }
  return answers
}
