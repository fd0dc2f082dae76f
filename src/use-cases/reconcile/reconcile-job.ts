import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { JobSummary } from "../../core/views/admin/job-summary"
import type { JobTrigger } from "../../modules/almara/jobs/job-runs"
import { LOOKBACK_IN_DAYS } from "../../modules/almara/jobs/abandoned-orders"
import { rescheduleAfterWrongClock } from "../../modules/almara/jobs/wrong-clock"
import { announceCases } from "../attention/announce-attention"
import { compareBooks } from "./compare-books"
import { remindShoppers } from "../notices/remind-shoppers"
import { tellMerchant } from "../notices/tell-merchant"
import { giveBackWhatIsOwed } from "../cancel/give-back"
import { reconcileCheckouts } from "./reconcile-due"
import { showWhatIsNotBooked } from "../attention/show-what-is-stuck"
import {
  cancelAbandonedOrders,
  compareChangedOrders,
  holdMoneyOfCanceledOrders,
  holdMoneyOfRolledBackOrders,
  settleHeldMoneyOfPlacedOrders,
} from "./sweep-orders"

/** After so long the orders are swept and the run is written down; where more is due, it goes on at once. */
const ROUND_IN_MILLISECONDS = 40_000
/** One process at a time sweeps; one that dies gives that up after this. Longer than a round with its sweep. */
const LEASE_IN_SECONDS = 180
const SWEEP_EVERY_SECONDS = 30
const HOUR_IN_MINUTES = 60
/**
 * How far back an order is looked for that was changed: further than any pause between two sweeps of processes that
 * live.
 */
const CHANGED_WITHIN_MINUTES = 10

/**
 * Until when this process is taken for being at it, as all here by its monotonic clock. A run that hangs must not keep
 * those after it away for ever.
 */
let busyUntil = 0
/**
 * Medusa rolls an order back within seconds; but for how long nobody looked, a process that begins to look cannot know.
 */
let lookbackInMinutes = LOOKBACK_IN_DAYS * 24 * HOUR_IN_MINUTES
/** About how many checkouts this process asked since that was last written down. */
let checked = 0

/**
 * Asks Almara about checkouts whose callback never came, and closes those whose due date is over, together with all
 * other processes that do so. One of them at a time sweeps up orders that a dying process left, and writes down what
 * was done.
 */
export async function runReconcileJob(container: MedusaContainer, trigger: JobTrigger): Promise<void> {
  // With much to do, it is still at it when its time has come again.
  if (performance.now() < busyUntil) return
  try {
    let isMoreDue = true
    while (isMoreDue) {
      busyUntil = performance.now() + LEASE_IN_SECONDS * 1000
      const round = await reconcileCheckouts(container, performance.now() + ROUND_IN_MILLISECONDS)
      checked += round.settled
      isMoreDue = round.isMoreDue
      await sweepAndWriteDown(container, trigger)
    }
  } finally {
    busyUntil = 0
  }
}

async function sweepAndWriteDown(container: MedusaContainer, trigger: JobTrigger): Promise<void> {
  const pace = { leaseInSeconds: LEASE_IN_SECONDS, everySeconds: SWEEP_EVERY_SECONDS }
  await container.resolve(ALMARA_MODULE).jobRuns.runAlone("reconcile", pace, async () => {
    const checkedSinceThen = checked
    checked = 0
    try {
      return await sweep(container, trigger, checkedSinceThen)
    } finally {
      // Also where a part of the sweep fails each time.
      await tellMerchant(container)
    }
  })
}

async function sweep(container: MedusaContainer, trigger: JobTrigger, checkedSinceThen: number): Promise<JobSummary> {
  await rescheduleAfterWrongClock(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const canceled = await cancelAbandonedOrders(container)
  await giveBackWhatIsOwed(container)
  const held = await holdMoneyOfCanceledOrders(container)
  const rolledBack = await holdMoneyOfRolledBackOrders(container, lookbackInMinutes)
  await settleHeldMoneyOfPlacedOrders(container)
  await compareChangedOrders(
    container,
    lookbackInMinutes > HOUR_IN_MINUTES ? lookbackInMinutes : CHANGED_WITHIN_MINUTES,
  )
  await showWhatIsNotBooked(container)
  await announceCases(container)
  await compareBooks(container)
  await remindShoppers(container)
  lookbackInMinutes = HOUR_IN_MINUTES
  return {
    by_own_timer: trigger === "own timer",
    checked: checkedSinceThen,
    canceled,
    held,
    rolled_back: rolledBack,
  }
}
