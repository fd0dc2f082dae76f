import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
} from "@medusajs/framework/opentelemetry/api"
import { isAlmaraError } from "../core/errors"
import type { Observer } from "../core/gateway/observer"
import type { AlmaraOptions } from "../core/options/options"
import { measureOperation, SCOPE } from "./metrics"
import type { CheckoutId, MerchantRequestId, TextOf } from "../core/ids"

export interface SpanDetails {
  kind?: SpanKind
  attributes?: Attributes
  /** Whose work this is: perhaps of a request that is long answered, or `none`. Without it, that of the active span. */
  parent?: SpanContext | "none"
}

/**
 * Runs `work` within a span, which ends when `work` does. What it throws is passed on; the span keeps only the kind of
 * the error, since messages and stacks may carry what must not leave the store. Without an SDK this only calls `work`.
 */
export async function inSpan<T>(name: string, details: SpanDetails, work: (span: Span) => Promise<T>): Promise<T> {
  const { kind = SpanKind.INTERNAL, attributes = {}, parent } = details
  return trace.getTracer(SCOPE).startActiveSpan(name, { kind, attributes }, contextOf(parent), async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setAttributes(errorAttributes(error))
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

function contextOf(parent: SpanDetails["parent"]): Context {
  if (parent === undefined) return context.active()
  return parent === "none" ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent)
}

/** Returns what kind of error it is: for Almara's the one of our table, else the error's class. */
export function errorType(error: unknown): string {
  if (isAlmaraError(error)) return error.kind
  return error instanceof Error ? error.name : "unknown"
}

function errorAttributes(error: unknown): Attributes {
  const httpStatus = isAlmaraError(error) ? error.httpStatus : undefined
  return {
    "error.type": errorType(error),
    ...(httpStatus !== undefined && { "http.response.status_code": httpStatus }),
  }
}

/**
 * Traces and counts the operations on Almara. Of its address only host and port are told: paths and queries carry ids
 * and secrets.
 */
export function operationObserver(options: Pick<AlmaraOptions, "baseUrl" | "tokenPath">): Observer {
  return async (operation, run) => {
    const { kind, merchantRequestId } = operation
    const place = new URL(kind === "token" ? options.tokenPath : "/", options.baseUrl)
    const attributes = {
      "almara.gateway.operation": kind,
      "server.address": place.hostname,
      "server.port": Number(place.port) || (place.protocol === "https:" ? 443 : 80),
      ...idAttributes({ merchant_request_id: merchantRequestId }),
    }
    const started = performance.now()
    let result = "ok"
    return inSpan(`almara ${kind}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      try {
        return await run()
      } catch (error) {
        result = errorType(error)
        throw error
      } finally {
        span.setAttribute("almara.gateway.result", result)
        measureOperation(kind, result, (performance.now() - started) / 1000)
      }
    })
  }
}

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

/** The ids that a support person needs to find a payment again. They stand on spans and in logs, never on metrics. */
export interface PaymentIds {
  order_id?: string | null
  checkout_id?: TextOf<CheckoutId> | null
  checkout_reference?: string | null
  merchant_request_id?: TextOf<MerchantRequestId> | null
  payment_session_id?: string | null
  callback_id?: string | null
}

/** Returns a checkout row's ids, by the names that spans and logs have for them. */
export function idsOf(checkout: {
  id: TextOf<CheckoutId>
  order_id: string | null
  checkout_reference: string
  merchant_request_id: TextOf<MerchantRequestId>
  payment_session_id: string
}): PaymentIds {
  const { id, order_id, checkout_reference, merchant_request_id, payment_session_id } = checkout
  return { order_id, checkout_id: id, checkout_reference, merchant_request_id, payment_session_id }
}

/** A GUID as we make them; Medusa's ids and ours, which are a word and a ULID; a reference as we make them. */
const OUR_FORMS: readonly RegExp[] = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i,
  /^(?:order|payses|almchk)_[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  // A ULID and the number in it, which callbacks are given.
  /^almcb_[0-7][0-9A-HJKMNP-TV-Z]{25}[0-9A-F]{2}$/,
  /^ORD-\d{8}-[2-9A-HJ-NP-Z]{6}$/,
]

/**
 * Returns the ids that may stand in logs and on spans: those of our own forms. Everything else, such as a card number
 * in the place of an id, may have been written by a stranger and is left out.
 */
export function tellableIds(ids: PaymentIds): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ids).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && OUR_FORMS.some((form) => form.test(entry[1])),
    ),
  )
}

/** Returns the ids as attributes of a span; what is not known, or of no form of ours, is left out. */
export function idAttributes(ids: PaymentIds): Attributes {
  return Object.fromEntries(Object.entries(tellableIds(ids)).map(([name, id]) => [`almara.${name}`, id]))
}
