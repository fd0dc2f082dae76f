import { setTimeout as pause } from "node:timers/promises"
import { BusinessError } from "./business-error"

const TIMEOUT_IN_MILLISECONDS = 5_000
const PAUSE_IN_MILLISECONDS = 200

/**
 * Repeats `attempt` until it yields something: a checkout that another run is at is free again after a moment, and a
 * person who clicks in that moment should not have to click twice.
 * @throws BusinessError after five seconds.
 */
export async function waitUntilFree<T>(attempt: () => Promise<T | undefined | null>): Promise<T> {
  const end = performance.now() + TIMEOUT_IN_MILLISECONDS
  for (;;) {
    const result = await attempt()
    if (result) return result
    if (performance.now() >= end) throw new BusinessError("busy")
    await pause(PAUSE_IN_MILLISECONDS)
  }
}
