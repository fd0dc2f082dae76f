import type { Executor } from "./connection"

export const CALLBACK = "almara_callback"

/** What becomes of a callback that needs nothing more. */
export function done() {
  return { state: "done", processed_at: new Date(), claimed_until: null, claimed_by: null, last_error: null, updated_at: new Date() }
}

/** The statement after which no callback of these checkouts needs anything more; a query may stand for their ids. */
export function finishing(executor: Executor, checkoutIds: readonly string[] | ReturnType<Executor>) {
  return executor(CALLBACK).whereIn("checkout_id", checkoutIds as readonly string[]).where({ state: "waiting", deleted_at: null }).update(done())
}
