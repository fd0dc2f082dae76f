import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { reconcileCheckouts } from "../workflows/reconcile"
import { cancelForsakenOrders, holdMoneyOfCanceledOrders } from "../workflows/sweep-orders"

const INTERVAL_IN_MILLISECONDS = 10_000
/** After so long the lease is renewed and the orders are swept; where more is due, it goes on at once. */
const ROUND_IN_MILLISECONDS = 40_000
/**
 * One process at a time keeps to the rate that Almara is asked at; a process that dies gives the job up after this. Longer
 * than a round, its last settlements and the orders that are canceled after them.
 */
const LEASE_IN_SECONDS = 180
const SWEEP_EVERY_IN_MILLISECONDS = 30_000

let sweptAt = 0

/** Asks Almara about checkouts whose callback never came, closes those whose due date is over, and sweeps up orders that a dying process left. */
export default async function reconcileAlmaraCheckouts(container: MedusaContainer): Promise<void> {
  const { jobRuns } = container.resolve(ALMARA_MODULE)
  await jobRuns.runAlone("reconcile", LEASE_IN_SECONDS, async (renew) => {
    const done = { asked: 0, canceled: 0, held: 0 }
    let isMoreDue = true
    while (isMoreDue) {
      const round = await reconcileCheckouts(container, new Date(Date.now() + ROUND_IN_MILLISECONDS))
      done.asked += round.settled
      if (Date.now() - sweptAt >= SWEEP_EVERY_IN_MILLISECONDS) {
        sweptAt = Date.now()
        done.canceled += await cancelForsakenOrders(container)
        done.held += await holdMoneyOfCanceledOrders(container)
      }
      isMoreDue = round.isMoreDue && (await renew())
    }
    return inWords(done)
  })
}

function inWords({ asked, canceled, held }: { asked: number; canceled: number; held: number }): string | undefined {
  const parts = [
    asked > 0 && `asked about ${asked} checkouts`,
    canceled > 0 && `canceled ${canceled} orders that could not be paid`,
    held > 0 && `held the money of ${held} canceled orders`,
  ]
  return parts.filter(Boolean).join(", ") || undefined
}

export const config = {
  name: "almara-reconcile",
  schedule: { interval: INTERVAL_IN_MILLISECONDS },
}
