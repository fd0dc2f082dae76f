import { randomUUID } from "node:crypto"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../modules/almara"
import { logEvent, reasonOf } from "../telemetry/log"
import { workOffCallback } from "./work-off-callback"

/** How many callbacks one process works on at once: as many questions to Almara at the most. */
const WORKERS = 4
/** Longer than a settlement takes; a callback of a process that died is taken over after it. */
const CLAIM_IN_SECONDS = 60

let running = 0

/**
 * Works off the inbox in the background, without keeping anybody waiting. A rush waits in Postgres and not in memory:
 * each worker takes one callback at a time, in however many processes.
 */
export function wakeCallbackWorkers(container: MedusaContainer): void {
  if (running >= WORKERS) return
  running += 1
  setImmediate(() => {
    workUntilEmpty(container)
      .catch((error: unknown) => {
        const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logEvent(logger, "inbox.stopped", `the inbox could not be worked off now; the job goes on with it: ${reasonOf(error)}`)
      })
      .finally(() => (running -= 1))
  })
}

async function workUntilEmpty(container: MedusaContainer): Promise<void> {
  const { inbox } = container.resolve(ALMARA_MODULE)
  for (;;) {
    const [callback] = await inbox.claimDue(1, randomUUID(), CLAIM_IN_SECONDS)
    if (!callback) return
    // One more worker for each callback found, up to the limit: a rush gets all of them, a single callback one.
    wakeCallbackWorkers(container)
    await workOffCallback(container, callback)
  }
}
