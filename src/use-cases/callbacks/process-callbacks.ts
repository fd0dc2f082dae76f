import { randomUUID } from "node:crypto"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { JobTrigger } from "../../modules/almara/jobs/job-runs"
import { logEvent, reasonOf, logSummed } from "../../telemetry/log"
import { classifyOutcome } from "../../core/checkout/outcome"
import { AWAITING_PAYMENT, BEYOND_CALLBACKS, ENDED_WITH_MONEY, type CheckoutState } from "../../core/checkout/states"
import { PAUSE_OF_MANY_IN_SECONDS } from "../../modules/almara/inbox/insert"
import { reportOf } from "../../modules/almara/setup/methods"
import type { CallbackRow, LeasedCallback } from "../../modules/almara/ledger/rows"
import { idAttributes, idsOf, type PaymentIds, forgetTrace, inSpan, traceOf } from "../../telemetry/spans"
import { settleCheckout } from "../settle/settle-checkout"

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

/** When another run is settling the same checkout, the callback waits this long. */
const BUSY_PAUSE_IN_SECONDS = 2
/**
 * Callbacks that nobody signed, and those that Almara does not confirm, may cause one status check in this time,
 * however many are sent.
 */
const DOUBT_PAUSE_IN_SECONDS = PAUSE_OF_MANY_IN_SECONDS
const UNCONFIRMED = "the callback reports a final outcome, but Almara, asked, does not confirm it yet."

/**
 * Processes one leased callback: settles its checkout, or sets the next try. Never throws for what can be tried again.
 */
async function processCallback(container: MedusaContainer, callback: LeasedCallback): Promise<void> {
  const ids = {
    callback_id: callback.id,
    checkout_id: callback.checkout_id,
    merchant_request_id: callback.merchant_request_id,
  }
  const attributes = { ...idAttributes(ids), "almara.callback.tries": callback.tries }
  // The worker may have been started by another callback's request, whose trace this is not.
  const parent = traceOf(callback.id) ?? "none"
  await inSpan("almara.callback.process", { attributes, parent }, async (span) => {
    const end = await settleOrPostpone(container, callback, ids)
    span.setAttribute("almara.callback.result", end)
    if (end === "done" || end === "dead") forgetTrace(callback.id)
  })
}

async function settleOrPostpone(
  container: MedusaContainer,
  callback: LeasedCallback,
  ids: PaymentIds,
): Promise<"done" | "postponed" | "waiting" | "dead"> {
  const { inbox, options } = container.resolve(ALMARA_MODULE)
  const { checkout_id, checkout_state, last_check_at } = callback
  try {
    if (checkout_id === null || checkout_state === null) return await finish()
    if (BEYOND_CALLBACKS.includes(checkout_state)) {
      // Together with all others that Almara sent about it.
      await inbox.finishAllOf(checkout_id)
      return "done"
    }
    // The first one with our signature that says something new is asked about at once, also when a status check was
    // running as it came.
    const isNews =
      callback.signed &&
      callback.tries === 0 &&
      isStillExpected(callback, checkout_state) &&
      (last_check_at === null || !(await inbox.isAnyRetried(checkout_id)))
    // Almara was asked after this callback had come, or had been tried: its answer covers it.
    const isCovered = options.verification === "query" && isAnswered(callback)
    if (isCovered && !isNews) return await closeAfterAnswer(checkout_state)
    const isDoubted = !callback.signed || (callback.tries === 0 && !isNews)
    if (isDoubted && secondsSinceCheck(callback) < DOUBT_PAUSE_IN_SECONDS) return await postpone(DOUBT_PAUSE_IN_SECONDS)
    const { checkout: settled } = await settleCheckout(container, {
      checkout_id,
      actor: "callback",
      callback,
      // Another worker may have asked since this one was read: of many that come at once, each would ask.
      ...(isDoubted && { unless_checked_since: callback.read_at }),
    })
    if (!settled) return await postpone(BUSY_PAUSE_IN_SECONDS)
    // A checkout that is over was given back together with its callbacks.
    return BEYOND_CALLBACKS.includes(settled.state) ? "done" : await closeAfterAnswer(settled.state, idsOf(settled))
  } catch (error) {
    return retryLater(reasonOf(error))
  }

  async function closeAfterAnswer(
    state: CheckoutState,
    more: PaymentIds = {},
  ): Promise<"done" | "postponed" | "waiting" | "dead"> {
    return callback.signed && isStillExpected(callback, state) ? retryLater(UNCONFIRMED, more) : finish()
  }

  async function finish(): Promise<"done" | "postponed"> {
    return (await inbox.finishLeased(callback)) ? "done" : "postponed"
  }

  async function postpone(seconds: number): Promise<"postponed"> {
    await inbox.postpone(callback.id, seconds)
    return "postponed"
  }

  async function retryLater(reason: string, more: PaymentIds = {}): Promise<"waiting" | "dead"> {
    const state = await inbox.retryLater(callback, reason)
    const sentence =
      state === "dead"
        ? `a callback was given up: ${reason}`
        : `a callback could not be worked on now and is tried again later: ${reason}`
    logSummed(
      container.resolve(ContainerRegistrationKeys.LOGGER),
      state === "dead" ? "callback.dead_letter" : "callback.retry",
      sentence,
      { ...more, ...ids },
    )
    return state
  }
}

/** Infinite where Almara was never asked, or by a wrong clock in what is still to come. */
function secondsSinceCheck({ last_check_at, read_at }: LeasedCallback): number {
  return last_check_at === null || last_check_at > read_at
    ? Infinity
    : (read_at.getTime() - last_check_at.getTime()) / 1000
}

function isAnswered({ updated_at, last_check_at, read_at, check_error }: LeasedCallback): boolean {
  return last_check_at !== null && last_check_at > updated_at && last_check_at <= read_at && check_error === null
}

/** Whether the callback says something final that the ledger does not show yet. */
function isStillExpected(callback: CallbackRow, state: CheckoutState): boolean {
  const said = classifyOutcome(reportOf(callback).outcome).kind
  if (said === "paid") return !ENDED_WITH_MONEY.includes(state)
  if (said === "failed") return AWAITING_PAYMENT.includes(state)
  return false
}
