import type { Context, MiddlewareHandler } from "hono"
import { Hono } from "hono"
import { fromForm } from "../form"
import { parseJson } from "../json"
import type { SimulatorEnvironment, SimulatorServices } from "../services"
import { tokenLifetimeSeconds } from "../state"
import { gatewayPaths } from "../wire"
import { gatewayError } from "./gateway-errors"
import { misbehave } from "./misbehave"

/** The two documented forms of the token request: JSON, and the older one as a form. */
export function tokenRoutes(services: SimulatorServices): Hono<SimulatorEnvironment> {
  return new Hono<SimulatorEnvironment>()
    .post(gatewayPaths.token, misbehave(services, "token"), async (context) => {
      if (!hasContentType(context, "application/json")) {
        return gatewayError(context, 415, [{ field: "Content-Type", message: "must be application/json" }])
      }
      return issueToken(context, services, parseJson(await context.req.text()))
    })
    .post(gatewayPaths.formToken, misbehave(services, "token"), async (context) => {
      if (!hasContentType(context, "application/x-www-form-urlencoded")) {
        return gatewayError(context, 415, [
          { field: "Content-Type", message: "must be application/x-www-form-urlencoded" },
        ])
      }
      return issueToken(context, services, fromForm(await context.req.text()))
    })
}

/** Lets nobody pass without a token that is valid now. */
export function requireToken({ state }: SimulatorServices): MiddlewareHandler<SimulatorEnvironment> {
  return async (context, next) => {
    const token = /^Bearer (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1]
    if (token === undefined || !state.isValidToken(token)) {
      context.header("WWW-Authenticate", "Bearer")
      return gatewayError(context, 401, [
        { field: "Authorization", message: "The access token is missing or not valid" },
      ])
    }
    return next()
  }
}

/** Whether the request says that its body is of this media type. */
export function hasContentType(context: Context<SimulatorEnvironment>, mediaType: string): boolean {
  return context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() === mediaType
}

function issueToken(context: Context<SimulatorEnvironment>, services: SimulatorServices, body: unknown): Response {
  const { options, state } = services
  const request: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {}
  if (request.grant_type !== "client_credentials") {
    return gatewayError(context, 400, [{ field: "grant_type", message: "must be client_credentials" }])
  }
  if (request.client_id !== options.clientId || request.client_secret !== options.clientSecret) {
    return gatewayError(context, 401, [{ field: "client_id", message: "The client id or the client secret is wrong" }])
  }
  if (request.scope !== undefined && request.scope !== options.scope) {
    return gatewayError(context, 400, [{ field: "scope", message: `must be ${options.scope}` }])
  }
  context.header("Cache-Control", "no-store")
  return context.json({
    access_token: state.issueToken(),
    expires_in: tokenLifetimeSeconds,
    token_type: "Bearer",
    scope: options.scope,
  })
}
