import type { MedusaContainer } from "@medusajs/framework/types"
import { runPruneJob } from "../use-cases/reconcile/prune-job"

/** Deletes what is kept no longer. */
export default async function pruneAlmaraInbox(container: MedusaContainer): Promise<void> {
  await runPruneJob(container)
}

export const config = {
  name: "almara-prune",
  schedule: "17 3 * * *",
}
