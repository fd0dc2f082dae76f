import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { logEvent, reasonOf } from "../../telemetry/log"

/** So many may come to one process before it checks again whether there are too many. */
export const CHECK_AFTER = 500

/** How many came to this process since it checked; the first one of a process makes it check. */
let came = CHECK_AFTER

/**
 * Keeps what belongs to no checkout within its bound, however much anybody sends. Never throws: what was committed
 * stays acknowledged.
 */
export async function pruneUnmatchedNowAndThen(container: MedusaContainer): Promise<void> {
  came += 1
  if (came < CHECK_AFTER) return
  came = 0
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const forgotten = await container.resolve(ALMARA_MODULE).inbox.pruneUnmatched()
    if (forgotten > 0)
      logEvent(
        logger,
        "callback.pruned",
        `${forgotten} callbacks of no checkout were deleted, since there are newer ones than are kept`,
      )
  } catch (error) {
    logEvent(logger, "callback.pruned", `callbacks of no checkout could not be deleted now: ${reasonOf(error)}`)
  }
}
