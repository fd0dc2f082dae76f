import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { logEvent, reasonOf } from "../../telemetry/log"

/** So many may come to one process before it looks again whether there are too many. */
export const LOOK_AFTER = 500

/** How many came to this process since it looked; the first one of a process makes it look. */
let came = LOOK_AFTER

/** Keeps what belongs to no checkout within its bound, whoever sends how much. Never throws: what was committed stays acknowledged. */
export async function forgetStrangersNowAndThen(container: MedusaContainer): Promise<void> {
  came += 1
  if (came < LOOK_AFTER) return
  came = 0
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const forgotten = await container.resolve(ALMARA_MODULE).inbox.forgetStrangers()
    if (forgotten > 0) logEvent(logger, "callback.forgotten", `${forgotten} callbacks of no checkout were deleted, since there are newer ones than are kept`)
  } catch (error) {
    logEvent(logger, "callback.forgotten", `callbacks of no checkout could not be deleted now: ${reasonOf(error)}`)
  }
}
