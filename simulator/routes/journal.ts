import type { Context, MiddlewareHandler } from "hono"
import { parseJson } from "../json"
import type { SimulatorEnvironment, SimulatorServices } from "../services"
import type { RequestEntry } from "../state"
import { gatewayPaths } from "../wire"

const knownPaths = new Set<string>(Object.values(gatewayPaths))

/** Writes every gateway call into the journal, at its arrival: a call that is never answered stands there too. */
export function journal({ state }: SimulatorServices): MiddlewareHandler<SimulatorEnvironment> {
  return async (context, next) => {
    const { method, path } = context.req
    const entry: RequestEntry = { at: state.timestamp(), method, path, status: null }
    context.set("entry", entry)
    // Unknown paths are counted as one: a client must not be able to grow the counts without end.
    state.recordRequest(entry, knownPaths.has(path) ? path : "other")
    const originatorConversationId = await originatorOf(context)
    if (originatorConversationId !== undefined) {
      entry.originatorConversationId = originatorConversationId
    }
    await next()
    entry.status = context.get("unanswered") ? null : context.res.status
  }
}

async function originatorOf(context: Context<SimulatorEnvironment>): Promise<string | undefined> {
  if (context.req.path === gatewayPaths.checkStatus) {
    return context.req.query("IdType") === "1" ? context.req.query("Id") : undefined
  }
  if (context.req.path !== gatewayPaths.newOrder) {
    return undefined
  }
  const body = parseJson(await context.req.text())
  if (typeof body !== "object" || body === null || !("originatorConversationId" in body)) {
    return undefined
  }
  return typeof body.originatorConversationId === "string" ? body.originatorConversationId : undefined
}
