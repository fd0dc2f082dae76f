import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { BY_OWN_TIMER } from "../../core/views/admin/job-results"
import { ALMARA_MODULE } from "../../modules/almara"
import type { JobCaller } from "../../modules/almara/jobs/job-runs"
import { LOOKS_BACK_FOR_DAYS } from "../../modules/almara/jobs/abandoned-orders"
import { takeUpWhatAWrongClockPutOff } from "../../modules/almara/jobs/wrong-clock"
import { announceCases } from "./announce-attention"
import { compareBooks } from "./compare-books"
import { giveBackWhatIsOwed } from "../medusa/give-back"
import { reconcileCheckouts } from "./reconcile-due"
import { showWhatIsNotBooked } from "./show-what-is-stuck"
import { cancelForsakenOrders, compareChangedOrders, holdMoneyOfCanceledOrders, holdMoneyOfOrdersTakenBack, settleHeldMoneyOfPlacedOrders } from "./sweep-orders"

/** After so long the orders are swept and the run is written down; where more is due, it goes on at once. */
const ROUND_IN_MILLISECONDS = 40_000
/** One process at a time sweeps; one that dies gives that up after this. Longer than a round with its sweep. */
const LEASE_IN_SECONDS = 180
const SWEEP_EVERY_SECONDS = 30
const HOUR_IN_MINUTES = 60

/** Until when this process is taken for being at it, as all here by its monotonic clock. A run that hangs must not keep those after it away for ever. */
let busyUntil = 0
/** Medusa takes an order back within seconds; but for how long nobody looked, a process that begins to look cannot know. */
let looksBackForMinutes = LOOKS_BACK_FOR_DAYS * 24 * HOUR_IN_MINUTES
/** About how many checkouts this process asked since that was last written down. */
let asked = 0

/**
 * Asks Almara about checkouts whose callback never came, and closes those whose due date is over, together with all other
 * processes that do so. One of them at a time sweeps up orders that a dying process left, and writes down what was done.
 */
export async function runReconcileJob(container: MedusaContainer, caller: JobCaller): Promise<void> {
  // With much to do, it is still at it when its time has come again.
  if (performance.now() < busyUntil) return
  try {
    let isMoreDue = true
    while (isMoreDue) {
      busyUntil = performance.now() + LEASE_IN_SECONDS * 1000
      const round = await reconcileCheckouts(container, performance.now() + ROUND_IN_MILLISECONDS)
      asked += round.settled
      isMoreDue = round.isMoreDue
      await sweepAndWriteDown(container, caller)
    }
  } finally {
    busyUntil = 0
  }
}

async function sweepAndWriteDown(container: MedusaContainer, caller: JobCaller): Promise<void> {
  const pace = { leaseInSeconds: LEASE_IN_SECONDS, everySeconds: SWEEP_EVERY_SECONDS }
  await container.resolve(ALMARA_MODULE).jobRuns.runAlone("reconcile", pace, async () => {
    const askedSinceThen = asked
    asked = 0
    await takeUpWhatAWrongClockPutOff(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
    const canceled = await cancelForsakenOrders(container)
    await giveBackWhatIsOwed(container)
    const held = await holdMoneyOfCanceledOrders(container)
    const takenBack = await holdMoneyOfOrdersTakenBack(container, looksBackForMinutes)
    await settleHeldMoneyOfPlacedOrders(container)
    await compareChangedOrders(container)
    await showWhatIsNotBooked(container)
    await announceCases(container)
    await compareBooks(container)
    looksBackForMinutes = HOUR_IN_MINUTES
    return inWords({ caller, asked: askedSinceThen, canceled, held, takenBack })
  })
}

function inWords({ caller, asked, canceled, held, takenBack }: { caller: JobCaller; asked: number; canceled: number; held: number; takenBack: number }): string | undefined {
  const parts = [
    caller === "own timer" && BY_OWN_TIMER,
    asked > 0 && `asked about ${asked} checkouts`,
    canceled > 0 && `canceled ${canceled} orders that could not be paid`,
    held > 0 && `held the money of ${held} canceled orders`,
    takenBack > 0 && `held the money of ${takenBack} paid orders that are gone`,
  ]
  return parts.filter(Boolean).join(", ") || undefined
}
