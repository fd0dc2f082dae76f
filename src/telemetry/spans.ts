import {
  context,
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
import { SCOPE } from "./attributes"

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
