import { SpanKind } from "@medusajs/framework/opentelemetry/api"
import type { Observer } from "../core/gateway/observer"
import type { AlmaraOptions } from "../core/options/options"
import { idAttributes } from "./attributes"
import { measureOperation } from "./metrics"
import { errorType, inSpan } from "./spans"

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
