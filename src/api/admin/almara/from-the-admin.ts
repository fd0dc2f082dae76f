import { ContainerRegistrationKeys, parseCorsOrigins } from "@medusajs/framework/utils"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ALMARA_MODULE } from "../../../modules/almara"

/** A form of any page can send everything but JSON without being asked first. */
export function jsonOnly(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const { "content-type": type, "content-length": length, "transfer-encoding": transfer } = req.headers
  const hasBody = transfer !== undefined || (length !== undefined && length !== "0")
  if (type === undefined ? !hasBody : /^application\/json *(?:;|$)/i.test(type)) return next()
  res.status(415).json({ type: "invalid_data", message: "Send JSON, with Content-Type: application/json." })
}

/** A browser sends the session's cookie along with what any page makes it send, and says which page that was. */
export function fromTheAdmin(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const { origin, authorization, cookie } = req.headers
  // A token or an API key is sent by nobody but who has it, and no browser leaves the origin of a POST out.
  if (origin === undefined || authorization !== undefined || cookie === undefined || isOurs(req, origin)) return next()
  res.status(403).json({ type: "forbidden", message: "This page may not act for you here: its origin is neither the store's own nor among adminCors." })
}

function isOurs(req: MedusaRequest, origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { backendUrl } = req.scope.resolve(ALMARA_MODULE).options
  const { host } = new URL(origin)
  if (host === req.headers.host || host === new URL(backendUrl).host) return true
  const { http } = req.scope.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig
  return parseCorsOrigins(http.adminCors).some((allowed) => (allowed instanceof RegExp ? allowed.test(origin) : allowed === origin))
}
