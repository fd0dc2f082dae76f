import { isSpanContextValid, trace } from "@medusajs/framework/opentelemetry/api"
import type { Logger } from "@medusajs/framework/types"
import { plainLine, maskText } from "../core/text"
import { tellableIds, type PaymentIds } from "./spans"
import { LOG_EVENTS, type LogEvent } from "./log-events"

const LONGEST_SENTENCE = 500

/**
 * Logs one event as one line: the sentence, without control characters and what looks like a card number, an address or
 * a telephone number, and then `[event=… order_id=… trace_id=…]`. Medusa's logger takes text only, so the ids stand in
 * it in this fixed form.
 */
export function logEvent(logger: Logger, event: LogEvent, sentence: string, ids: PaymentIds = {}): void {
  const spanContext = trace.getActiveSpan()?.spanContext()
  const fields = {
    event,
    ...tellableIds(ids),
    ...(spanContext && isSpanContextValid(spanContext) && { trace_id: spanContext.traceId }),
  }
  const told = Object.entries(fields).map(([name, value]) => `${name}=${value}`)
  logger[LOG_EVENTS[event].level](`Almara: ${maskText(plainLine(sentence), LONGEST_SENTENCE)} [${told.join(" ")}]`)
}

/** So many lines of an event are told in a minute, where somebody else decides how many there are. */
export const LINES_IN_A_MINUTE = 20
const MINUTE_IN_MILLISECONDS = 60_000

/** How many lines of each event this minute has had. */
const counted = new Map<LogEvent, number>()

/**
 * As `logEvent`, for what a stranger can cause: beyond the first lines of a minute only their number is told, at its
 * end.
 */
export function logSummed(logger: Logger, event: LogEvent, sentence: string, ids: PaymentIds = {}): void {
  const lines = (counted.get(event) ?? 0) + 1
  counted.set(event, lines)
  if (lines <= LINES_IN_A_MINUTE) logEvent(logger, event, sentence, ids)
  if (lines > 1) return
  setTimeout(() => {
    const left = (counted.get(event) ?? 0) - LINES_IN_A_MINUTE
    counted.delete(event)
    if (left > 0) logEvent(logger, event, `${left} more like those before came within a minute`)
  }, MINUTE_IN_MILLISECONDS).unref()
}

/** The query builder puts the whole statement, with its values, before what Postgres said. */
const STATEMENT = /^\s*(select|insert|update|delete|with|begin|commit)\b[^]* - /i

/**
 * Returns a thrown thing in words. The workflow engine hands errors on as plain objects, so that their class is lost on
 * the way. Of a statement that Postgres refused only its reason is told: the statement is long, and its values are
 * nobody's business.
 */
export function reasonOf(error: unknown, otherwise = "unknown error"): string {
  return typeof error === "object" && error !== null && "message" in error
    ? String(error.message).replace(STATEMENT, "")
    : otherwise
}
