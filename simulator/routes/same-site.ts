import type { MiddlewareHandler } from "hono"
import type { SimulatorEnvironment } from "../services"

/**
 * Refuses what another site's page makes a developer's browser send: the simulator asks nobody for permission, and it
 * sends callbacks wherever it is told. Programs say nothing about a site and are let through.
 */
export function sameSiteOnly(): MiddlewareHandler<SimulatorEnvironment> {
  return async (context, next) => {
    const isChange = context.req.method !== "GET" && context.req.method !== "HEAD"
    if (isChange && context.req.header("sec-fetch-site") === "cross-site") {
      return context.json({ message: "Another site may not control the simulator." }, 403)
    }
    return next()
  }
}
