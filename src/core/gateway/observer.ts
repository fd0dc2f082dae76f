/** The operations on Almara. `token` runs within the others, whenever there is no token that still holds. */
export type OperationKind = "token" | "new-order" | "check-status" | "assigned-routes" | "health"

/** One operation on Almara, for an observer. Holds no secret and no address. */
export type ObservedOperation = {
  kind: OperationKind
  /** The merchant's id of the checkout that it is about, where it is about one. */
  merchantRequestId?: string
}

/**
 * Wraps each operation on Almara, its retries included, to measure or to trace it. Must call `run` exactly once and
 * pass on what it answers or throws.
 */
export type Observer = <T>(operation: ObservedOperation, run: () => Promise<T>) => Promise<T>

/** Watches nothing. */
export const unobserved: Observer = (_operation, run) => run()
