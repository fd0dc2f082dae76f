import type { Fault, ShopperPlan } from "./plan"

/** Faults may lag so many shoppers behind their place in the script; then the shoppers wait for them. */
const LAG = 8

/**
 * Lets all shoppers live, so many at once, and the faults happen by progress: each after so many shoppers have begun, one
 * after the other, so that the script is the same on a slow machine.
 */
export async function runScript<Result>(script: {
  shoppers: ShopperPlan[]
  faults: Fault[]
  atOnce: number
  live: (plan: ShopperPlan) => Promise<Result>
  apply: (fault: Fault) => Promise<void>
}): Promise<Result[]> {
  const results: Result[] = []
  const waiting = [...script.faults]
  const applied: { after: number; done: Promise<void> }[] = []
  let last = Promise.resolve()
  let begun = 0

  const startFaults = () => {
    while (waiting[0] && waiting[0].after <= begun) {
      const fault = waiting.shift() as Fault
      last = last.then(() => script.apply(fault))
      // Whoever waits for it hears of a failure; until then it is nobody's.
      last.catch(() => undefined)
      applied.push({ after: fault.after, done: last })
    }
  }
  const work = async () => {
    for (;;) {
      await Promise.all(applied.filter(({ after }) => after <= begun - LAG).map(({ done }) => done))
      const plan = script.shoppers[begun]
      if (!plan) return
      begun += 1
      startFaults()
      results.push(await script.live(plan))
    }
  }
  await Promise.all(Array.from({ length: script.atOnce }, work))
  await last
  return results
}
