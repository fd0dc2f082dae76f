/**
 * Waits for a promise until the signal says stop, whether or not its maker heeds the signal. What was awaited
 * goes on, unheard.
 * @throws the signal's reason.
 */
export async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise
  let stop = (): void => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener("abort", stop)
  })
  try {
    return await Promise.race([promise, stopped])
  } finally {
    signal.removeEventListener("abort", stop)
  }
}
