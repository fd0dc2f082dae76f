import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { cancelForsakenOrders } from "../workflows/cancel-forsaken-orders"
import { reconcileCheckouts } from "../workflows/reconcile"

const INTERVAL_IN_MILLISECONDS = 10_000
/** The next run begins an interval after this one has ended: with many due checkouts a run must be longer than the pause. */
const RUN_IN_MILLISECONDS = 40_000
/**
 * One process at a time keeps to the rate that Almara is asked at; a process that dies gives the job up after this. Longer
 * than a run and its last settlement.
 */
const LEASE_IN_SECONDS = 75

/** Asks Almara about checkouts whose callback never came, closes those whose due date is over, and cancels orders that a dying process left without a checkout. */
export default async function reconcileAlmaraCheckouts(container: MedusaContainer): Promise<void> {
  const { jobRuns } = container.resolve(ALMARA_MODULE)
  await jobRuns.runAlone("reconcile", LEASE_IN_SECONDS, async () => {
    const settled = await reconcileCheckouts(container, new Date(Date.now() + RUN_IN_MILLISECONDS))
    const canceled = await cancelForsakenOrders(container)
    const done = [...(settled > 0 ? [`asked about ${settled} checkouts`] : []), ...(canceled > 0 ? [`canceled ${canceled} orders that could not be paid`] : [])]
    return done.join(", ") || undefined
  })
}

export const config = {
  name: "almara-reconcile",
  schedule: { interval: INTERVAL_IN_MILLISECONDS },
}
