import { isSpanContextValid, trace, type SpanContext } from "@medusajs/framework/opentelemetry/api"

/** A rush of callbacks must not fill the memory: the oldest are forgotten, and only start a trace of their own then. */
const MOST_REMEMBERED = 1_000

const remembered = new Map<string, SpanContext>()

/** Remembers which trace a callback came with, for its work, which is done after the request was answered. */
export function rememberTrace(callbackId: string): void {
  const spanContext = trace.getActiveSpan()?.spanContext()
  if (!spanContext || !isSpanContextValid(spanContext)) return
  const [oldest] = remembered.keys()
  if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  remembered.set(callbackId, spanContext)
}

/**
 * Returns the trace that a callback came with, when this very process took it in; another process starts a trace of its
 * own.
 */
export function traceOf(callbackId: string): SpanContext | undefined {
  return remembered.get(callbackId)
}

/** The callback needs no more work. */
export function forgetTrace(callbackId: string): void {
  remembered.delete(callbackId)
}
