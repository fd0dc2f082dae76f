import { untilAborted } from "./until-aborted"

/** A piece of work that is under way, for everybody who waits for it. */
interface Shared {
  result: Promise<unknown>
  waiting: number
  stop: AbortController
}

const inFlight = new Map<string, Shared>()

/**
 * Does a piece of work once at a time: a second click gets the answer to the first. Where the runtime has Web Locks, as
 * browsers do, another tab waits until this one is done. A caller who stops leaves the others alone; `work` is told to
 * stop when nobody waits for it any more.
 */
export async function singleFlight<Result>(
  name: string,
  work: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted()
  const shared = inFlight.get(name) ?? begin(name, work)
  shared.waiting += 1
  try {
    return (await untilAborted(shared.result, signal)) as Result
  } finally {
    shared.waiting -= 1
    if (shared.waiting === 0) {
      if (inFlight.get(name) === shared) inFlight.delete(name)
      shared.stop.abort(signal?.reason)
    }
  }
}

function begin(name: string, work: (signal: AbortSignal) => Promise<unknown>): Shared {
  const stop = new AbortController()
  const shared: Shared = { result: alone(name, () => work(stop.signal), stop.signal), waiting: 0, stop }
  inFlight.set(name, shared)
  return shared
}

/** Web Locks are there on secure pages only; without them Medusa's own lock on the cart has the last word. */
async function alone<Result>(name: string, work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  const locks = typeof navigator === "object" ? (navigator as Partial<Navigator>).locks : undefined
  return locks === undefined ? work() : ((await locks.request(`almara ${name}`, { signal }, work)) as Result)
}
