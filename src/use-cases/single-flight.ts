const inFlight = new Map<string, Promise<unknown>>()

/**
 * Does what is asked for under one name once at a time in this process: who asks meanwhile gets the same answer, or the
 * same error.
 */
export function singleFlight<T>(name: string, work: () => Promise<T>): Promise<T> {
  const same = inFlight.get(name) as Promise<T> | undefined
  if (same) return same
  const own = work().finally(() => inFlight.delete(name))
  inFlight.set(name, own)
  return own
}

/** Returns whether Medusa's locks gave up waiting, in memory or in Redis: they say so in words only. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && /timed-?out acquiring lock/i.test(error.message)
}
