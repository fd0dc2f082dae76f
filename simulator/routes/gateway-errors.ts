import { randomUUID } from "node:crypto"
import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { FieldError } from "../problems"
import type { SimulatorEnvironment } from "../services"
import { appDomainName } from "../wire"

/** Answers in the gateway's documented error shape. */
export function gatewayError(
  context: Context<SimulatorEnvironment>,
  status: number,
  errors: FieldError[],
  more: Record<string, unknown> = {},
): Response {
  const entry = context.get("entry")
  const body = {
    appDomainName,
    status,
    timestamp: entry.at,
    systemConversationId: randomUUID(),
    originatorConversationId: entry.originatorConversationId ?? "",
    errors,
    ...more,
  }
  return context.json(body, status as ContentfulStatusCode)
}
