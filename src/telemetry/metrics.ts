import {
  createNoopMeter,
  diag,
  metrics,
  type BatchObservableResult,
  type Meter,
  type MeterProvider,
} from "@medusajs/framework/opentelemetry/api"
import type { OperationKind } from "../core/gateway/observer"
import { UNDER_WAY, type CheckoutState } from "../core/checkout/states"

/** The name under which tracer and meter are asked for: the package's. */
export const SCOPE = "medusa-payment-almara"

/** What waits, at this moment, in the store's database. */
export interface Backlog {
  waiting_callbacks: number
  dead_callbacks: number
  checkouts_needing_attention: number
}

let readBacklog: (() => Promise<Backlog>) | undefined
let made: { provider: MeterProvider; instruments: ReturnType<typeof makeInstruments> } | undefined

/**
 * The instruments of the SDK that is registered now. The metrics API, unlike that for traces, hands out no stand-ins
 * for one that comes later.
 */
function instruments(): ReturnType<typeof makeInstruments> {
  const provider = metrics.getMeterProvider()
  if (made?.provider !== provider) made = { provider, instruments: makeInstruments(provider.getMeter(SCOPE)) }
  return made.instruments
}

function makeInstruments(meter: Meter) {
  const waiting = meter.createObservableGauge("almara.callback.backlog", {
    unit: "{callback}",
    description: "Callbacks that are committed and not processed yet.",
  })
  const dead = meter.createObservableGauge("almara.callback.dead_letters", {
    unit: "{callback}",
    description: "Callbacks that were given up and wait for a person.",
  })
  const attention = meter.createObservableGauge("almara.checkout.needs_attention", {
    unit: "{checkout}",
    description: "Checkouts that wait for a person: their money is held, Almara has to be asked, or a case is open.",
  })
  const observe = async (result: BatchObservableResult) => {
    if (!readBacklog) return
    const backlog = await readBacklog()
    result.observe(waiting, backlog.waiting_callbacks)
    result.observe(dead, backlog.dead_callbacks)
    result.observe(attention, backlog.checkouts_needing_attention)
  }
  meter.addBatchObservableCallback(observe, [waiting, dead, attention])
  return {
    isMeasured: meter !== createNoopMeter(),
    operations: meter.createCounter("almara.gateway.requests", {
      unit: "{request}",
      description: "Requests to Almara.",
    }),
    operationDuration: meter.createHistogram("almara.gateway.request.duration", {
      unit: "s",
      description: "How long a request to Almara took, its retries included.",
      advice: { explicitBucketBoundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30] },
    }),
    outcomes: meter.createCounter("almara.checkout.outcomes", {
      unit: "{checkout}",
      description: "Checkouts that came to an outcome.",
    }),
    timeToOrder: meter.createHistogram("almara.callback.order.duration", {
      unit: "s",
      description: "From the callback to its paid order.",
      advice: { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200] },
    }),
  }
}

/** Counts an operation on Almara. `result` is `ok`, or the kind of the error. */
export function measureOperation(kind: OperationKind, result: string, seconds: number): void {
  const attributes = { "almara.gateway.operation": kind, "almara.gateway.result": result }
  instruments().operations.add(1, attributes)
  instruments().operationDuration.record(seconds, attributes)
}

/** Counts a checkout that has come to an outcome; states on the way to one are not counted. */
export function countState(checkout: { state: CheckoutState; hold_reason: string | null }): void {
  if (UNDER_WAY.includes(checkout.state)) return
  const isHeld = checkout.state === "held" && checkout.hold_reason !== null
  instruments().outcomes.add(1, {
    "almara.checkout.state": checkout.state,
    ...(isHeld && { "almara.checkout.hold_reason": checkout.hold_reason ?? "" }),
  })
}

/**
 * Records the seconds from a checkout's callback to its paid order. `seconds` is only asked for when an SDK measures,
 * and answers undefined when no callback was there. The payment is done at this point: what fails here goes to
 * OpenTelemetry's own log.
 */
export async function measureTimeToOrder(seconds: () => Promise<number | undefined>): Promise<void> {
  if (!instruments().isMeasured) return
  try {
    const measured = await seconds()
    if (measured !== undefined) instruments().timeToOrder.record(measured)
  } catch (error) {
    diag.warn(
      `${SCOPE}: the time to the order could not be measured: ${error instanceof Error ? error.name : "unknown error"}`,
    )
  }
}

/** Says how the backlog is read. It is only read when an SDK collects. */
export function watchBacklog(read: () => Promise<Backlog>): void {
  readBacklog = read
  instruments()
}
