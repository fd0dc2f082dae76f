/**
 * Waits for a promise, but not longer than that. What was awaited goes on.
 * @throws Error with the sentence when the time is over.
 */
export function withTimeout<T>(milliseconds: number, promise: Promise<T>, sentence: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(sentence)), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
