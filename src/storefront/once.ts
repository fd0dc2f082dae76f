const underWay = new Map<string, Promise<unknown>>()

/**
 * Does a piece of work once at a time: a second click gets the answer to the first. Where the runtime has Web Locks, as
 * browsers do, another tab waits until this one is done.
 */
export function once<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const running = underWay.get(name) as Promise<Result> | undefined
  if (running !== undefined) return running
  const starting = alone(name, work).finally(() => underWay.delete(name))
  underWay.set(name, starting)
  return starting
}

/** Web Locks are there on secure pages only; without them Medusa's own lock on the cart has the last word. */
async function alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = typeof navigator === "object" ? (navigator as Partial<Navigator>).locks : undefined
  return locks === undefined ? work() : ((await locks.request(`almara ${name}`, work)) as Result)
}
