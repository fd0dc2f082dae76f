import type { Executor } from "../connection"
import { inSql, NOW } from "../moments"

export const CALLBACK = "almara_callback"

/** What becomes of a callback that needs nothing more. */
export function done(executor: Executor) {
  return inSql(executor, {
    state: "done",
    processed_at: NOW,
    leased_until: null,
    leased_by: null,
    last_error: null,
    updated_at: NOW,
  })
}

/** The statement after which no callback of these checkouts needs anything more; a query may stand for their ids. */
export function finishing(executor: Executor, checkoutIds: readonly string[] | ReturnType<Executor>) {
  return executor(CALLBACK)
    .whereIn("checkout_id", checkoutIds as readonly string[])
    .where({ state: "waiting", deleted_at: null })
    .update(done(executor))
}
