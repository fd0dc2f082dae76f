import type { MedusaContainer } from "@medusajs/framework/types"
import { keepJobsRunning } from "../use-cases/reconcile/own-timer"
import { runReconcileJob } from "../use-cases/reconcile/reconcile-job"

// Medusa loads jobs in processes that run them, and in no script or migration.
keepJobsRunning()

/**
 * Asks about checkouts whose callback never came, closes those whose due date is over, and sweeps up what dying
 * processes left.
 */
export default async function reconcileAlmaraCheckouts(container: MedusaContainer): Promise<void> {
  await runReconcileJob(container, "scheduler")
}

export const config = {
  name: "almara-reconcile",
  schedule: { interval: 10_000 },
}
