import { setTimeout as pause } from "node:timers/promises"
import { MedusaError } from "@medusajs/framework/utils"

const PATIENCE_IN_MILLISECONDS = 5_000
const PAUSE_IN_MILLISECONDS = 200

/**
 * Repeats `attempt` until it yields something: a checkout that another run is at is free again after a moment, and a person
 * who clicks in that moment should not have to click twice. Throws CONFLICT after five seconds.
 */
export async function whenFree<T>(attempt: () => Promise<T | undefined | null>): Promise<T> {
  const end = Date.now() + PATIENCE_IN_MILLISECONDS
  for (;;) {
    const result = await attempt()
    if (result) return result
    if (Date.now() >= end) throw new MedusaError(MedusaError.Types.CONFLICT, "This checkout is being checked at this moment. Try again in a few seconds.")
    await pause(PAUSE_IN_MILLISECONDS)
  }
}
