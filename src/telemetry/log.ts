import { isSpanContextValid, trace } from "@medusajs/framework/opentelemetry/api"
import type { Logger } from "@medusajs/framework/types"
import { plainLine } from "../core/plain-line"
import { maskText } from "../core/wire"
import { tellableIds, type PaymentIds } from "./attributes"
import { LOG_EVENTS, type LogEvent } from "./log-events"

const LONGEST_SENTENCE = 500

/**
 * Logs one event as one line: the sentence, without control characters and what looks like a card number, an address or a telephone number, and
 * then `[event=… order_id=… trace_id=…]`. Medusa's logger takes text only, so the ids stand in it in this fixed form.
 */
export function logEvent(logger: Logger, event: LogEvent, sentence: string, ids: PaymentIds = {}): void {
  const spanContext = trace.getActiveSpan()?.spanContext()
  const fields = { event, ...tellableIds(ids), ...(spanContext && isSpanContextValid(spanContext) && { trace_id: spanContext.traceId }) }
  const told = Object.entries(fields).map(([name, value]) => `${name}=${value}`)
  logger[LOG_EVENTS[event].level](`Almara: ${maskText(plainLine(sentence), LONGEST_SENTENCE)} [${told.join(" ")}]`)
}

/** The query builder puts the whole statement, with its values, before what Postgres said. */
const STATEMENT = /^\s*(select|insert|update|delete|with|begin|commit)\b[^]* - /i

/**
 * A thrown thing in words. The workflow engine hands errors on as plain objects, so that their class is lost on the way. Of
 * a statement that Postgres refused only its reason is told: the statement is long, and its values are nobody's business.
 */
export function reasonOf(error: unknown, otherwise = "unknown error"): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message).replace(STATEMENT, "") : otherwise
}
