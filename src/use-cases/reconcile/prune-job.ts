import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"

const LEASE_IN_SECONDS = 600

/**
 * Deletes callbacks that were processed longer ago than `retentionInDays`. Of dead letters the newest stay until
 * somebody looks.
 */
export async function runPruneJob(container: MedusaContainer): Promise<void> {
  const { addressProblems, inbox, jobRuns, options } = container.resolve(ALMARA_MODULE)
  await jobRuns.runAlone("prune", { leaseInSeconds: LEASE_IN_SECONDS }, async () => {
    await addressProblems.prune()
    return { deleted: await inbox.prune(options.retentionInDays) }
  })
}
