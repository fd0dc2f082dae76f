import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

const ADMIN = /^\/+admin\/almara/i
const UNREADABLE = "/admin/almara/%00"

/**
 * Refuses an address that is no text, or that has in it what Postgres does not keep: nothing is called so, and Medusa
 * would answer with 500.
 */
export function requireReadable(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  // Not its `originalUrl`, which has lost its signatures for the log.
  const address = `${req.baseUrl}${req.url}`
  if (isText(address) && !address.includes("%00")) return next()
  res.status(400).json({ type: "invalid_data", message: "This address cannot be read." })
}

/**
 * Medusa's own middleware of the whole admin decodes a path before any of ours can refuse it; so ours are made readable
 * before.
 */
export function keepAdminReadable(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage }
    if (request.url && ADMIN.test(request.url) && !isText(request.url)) request.url = UNREADABLE
  })
}

function isText(address: string): boolean {
  const [path = ""] = address.split("?", 1)
  try {
    decodeURIComponent(path)
    return true
  } catch (error) {
    if (error instanceof URIError) return false
    throw error
  }
}
