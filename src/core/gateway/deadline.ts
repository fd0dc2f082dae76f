import { AlmaraError } from "../errors"

/** Waits for some milliseconds; ends early, by resolving or rejecting, when the signal is aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** The time that one operation has left. */
export type Deadline = {
  /** Aborted when the operation is over, whether it was in time or not. */
  signal: AbortSignal
  /** Milliseconds that are left. */
  remaining(): number
}

export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number
  sleep: Sleep
  /** A number from 0 up to, but not including, 1. */
  random: () => number
}

const mostRetries = 2
const firstPauseInMilliseconds = 200

/**
 * Runs an operation with a deadline in milliseconds. It ends in time even when what it waits for ignores the signal.
 * @param onTimeout Makes the error that is thrown when the deadline has passed.
 */
export async function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  operation: (deadline: Deadline) => Promise<T>,
  onTimeout: () => AlmaraError,
): Promise<T> {
  const work = new AbortController()
  const timer = new AbortController()
  const endsAt = clock.now() + milliseconds
  const timeout = new Promise<never>((_, reject) => {
    const unlessOver = (makeError: () => unknown) => {
      if (!timer.signal.aborted) {
        reject(makeError())
      }
    }
    clock.sleep(milliseconds, timer.signal).then(
      () => unlessOver(onTimeout),
      (error: unknown) => unlessOver(() => error),
    )
  })
  try {
    return await Promise.race([operation({ signal: work.signal, remaining: () => endsAt - clock.now() }), timeout])
  } finally {
    timer.abort()
    work.abort()
  }
}

/**
 * Repeats, at most twice and with growing pauses, what failed with a retryable AlmaraError, as long as the deadline
 * allows. Only for what may be repeated without harm.
 */
export async function withRetries<T>(clock: Clock, deadline: Deadline, operation: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await operation()
    } catch (error) {
      // Jitter keeps many waiters from coming back at the same moment.
      const pause = firstPauseInMilliseconds * 3 ** retries * (0.5 + clock.random() / 2)
      const mayRetry = error instanceof AlmaraError && error.retryable && retries < mostRetries
      if (!mayRetry || deadline.signal.aborted || pause >= deadline.remaining()) {
        throw error
      }
      await clock.sleep(pause, deadline.signal)
    }
  }
}
