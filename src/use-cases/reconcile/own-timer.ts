import { randomInt } from "node:crypto"
import { container } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { JobName } from "../../modules/almara/jobs/job-runs"
import { logEvent, reasonOf } from "../../telemetry/log"
import { startCallbackWorkers } from "../callbacks/process-callbacks"
import { tellOfJobs } from "../notices/tell-merchant"
import { runPruneJob } from "./prune-job"
import { runReconcileJob } from "./reconcile-job"

export interface TimerPace {
  firstCheckInSeconds: number
  everySeconds: number
  /**
   * For how long the process has seen a job overdue before it says that it stands still: the store may have been down,
   * or the machine asleep.
   */
  tellAfterSeconds: number
}

/** The first check is late enough for a scheduler that works to have called what was due when the process started. */
const PACE: TimerPace = { firstCheckInSeconds: 60, everySeconds: 15, tellAfterSeconds: 240 }

const RUN: Record<JobName, (scope: MedusaContainer) => Promise<void>> = {
  inbox: async (scope) => startCallbackWorkers(scope, "own timer"),
  reconcile: (scope) => runReconcileJob(scope, "own timer"),
  prune: runPruneJob,
}

let isTicking = false
/** Since when, by the monotonic clock, the jobs were seen overdue that are. */
let overdueSince = new Map<JobName, number>()

/**
 * From now on this process checks by a timer of its own whether a job is overdue, and runs it then: Medusa's scheduler
 * forgets its jobs with its Redis, and has none in processes that only answer requests. A second call changes nothing.
 */
export function keepJobsRunning(pace: TimerPace = PACE): void {
  if (isTicking) return
  isTicking = true
  checkIn(pace.firstCheckInSeconds, pace)
}

function checkIn(seconds: number, pace: TimerPace): void {
  // Up to a quarter later, so that processes that were started together do not check together.
  const milliseconds = seconds * 1000 + randomInt(seconds * 250)
  setTimeout(() => {
    // Before the work, which may hang.
    checkIn(pace.everySeconds, pace)
    void look(pace)
  }, milliseconds).unref()
}

async function look({ tellAfterSeconds }: TimerPace): Promise<void> {
  try {
    const overdue = await container.resolve(ALMARA_MODULE).jobRuns.overdue()
    const now = performance.now()
    overdueSince = new Map(overdue.map(({ name }) => [name, overdueSince.get(name) ?? now] as const))
    const isAnyNew = [...overdueSince.values()].some((since) => now < since + tellAfterSeconds * 1000)
    await Promise.all([...overdue.map(runByTimer), ...(isAnyNew ? [] : [tellOfJobs(container)])])
  } catch (error) {
    tell("jobs.not_checked", `it could not be seen which jobs are overdue: ${reasonOf(error)}`)
  }
}

async function runByTimer({ name, isNew }: { name: JobName; isNew: boolean }): Promise<void> {
  if (!isNew)
    tell("jobs.overdue", `the job ${name} has not ended for two of its periods; this process runs it by its own timer`)
  try {
    await RUN[name](container)
  } catch (error) {
    tell("jobs.failed", `the job ${name} failed: ${reasonOf(error)}`)
  }
}

function tell(event: "jobs.overdue" | "jobs.failed" | "jobs.not_checked", sentence: string): void {
  logEvent(container.resolve(ContainerRegistrationKeys.LOGGER), event, sentence)
}
