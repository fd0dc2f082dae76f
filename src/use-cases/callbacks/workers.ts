import { randomUUID } from "node:crypto"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { JobTrigger } from "../../modules/almara/jobs/job-runs"
import { logEvent, reasonOf } from "../../telemetry/log"
import { processCallback } from "./process-callback"

/** How many callbacks one process works on at once: as many status checks at the most. */
export const CALLBACK_WORKERS = 4
/** Longer than a settlement takes; a callback of a process that died is taken over after it. */
const LEASE_IN_SECONDS = 120
/** How often one process at the most writes down that the inbox is being looked after. */
const NOTE_EVERY_IN_SECONDS = 60

let running = 0
/** What this process has processed since it was last written down, and when that was. */
let processed = 0
let notedAt = -Infinity

/**
 * Processes the inbox in the background, without keeping anybody waiting. A rush waits in Postgres and not in memory:
 * each worker takes one callback at a time, in however many processes.
 */
export function startCallbackWorkers(container: MedusaContainer, trigger?: JobTrigger): void {
  if (running >= CALLBACK_WORKERS) return
  running += 1
  setImmediate(() => {
    processUntilEmpty(container, trigger)
      .catch((error: unknown) => {
        const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logEvent(
          logger,
          "inbox.stopped",
          `the inbox could not be processed now; the job goes on with it: ${reasonOf(error)}`,
        )
      })
      .finally(() => (running -= 1))
  })
}

async function processUntilEmpty(container: MedusaContainer, trigger: JobTrigger | undefined): Promise<void> {
  const { inbox } = container.resolve(ALMARA_MODULE)
  for (;;) {
    const [callback] = await inbox.leaseDue(1, randomUUID(), LEASE_IN_SECONDS)
    if (!callback) return await noteRun(container, trigger)
    // One more worker for each callback found, up to the limit: a rush gets all of them, a single callback one.
    startCallbackWorkers(container, trigger)
    await processCallback(container, callback)
    processed += 1
  }
}

/**
 * Lets the admin see that the inbox is looked after; what another process was faster to write down is kept for the next
 * note.
 */
async function noteRun(container: MedusaContainer, trigger: JobTrigger | undefined): Promise<void> {
  if (performance.now() - notedAt < NOTE_EVERY_IN_SECONDS * 1000) return
  notedAt = performance.now()
  const summary = { by_own_timer: trigger === "own timer", processed }
  const isNoted = await container.resolve(ALMARA_MODULE).jobRuns.note("inbox", NOTE_EVERY_IN_SECONDS, summary)
  if (isNoted) processed -= summary.processed
}
