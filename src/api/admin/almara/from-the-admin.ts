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
  const { origin, authorization = "" } = req.headers
  // No browser leaves the origin of a POST out, and no page can write this header.
  const isOwnPage = origin === undefined || req.headers["sec-fetch-site"] === "same-origin"
  if (isOwnPage || isToken(authorization) || isOurs(req, origin)) return next()
  res.status(403).json({
    type: "forbidden",
    message: "This page may not act for you here: its origin is neither the store's own nor among adminCors.",
  })
}

/** A token or a secret API key is sent by nobody but who has it; a proxy's password a browser adds by itself. */
function isToken(authorization: string): boolean {
  const [scheme = "", credentials = ""] = authorization.split(" ")
  // Medusa takes a key as a user's name in Base64, and as it is.
  const names = [credentials, Buffer.from(credentials, "base64").toString("utf8")]
  return /^bearer$/i.test(scheme) || (/^basic$/i.test(scheme) && names.some((name) => name.startsWith("sk_")))
}

function isOurs(req: MedusaRequest, origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { backendUrl } = req.scope.resolve(ALMARA_MODULE).options
  const { host, protocol } = new URL(origin)
  // A port that goes without saying may be said.
  const own = `${protocol}//${req.headers.host}`
  if ((URL.canParse(own) && host === new URL(own).host) || host === new URL(backendUrl).host) return true
  const { http } = req.scope.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig
  return parseCorsOrigins(http.adminCors).some((allowed) =>
    allowed instanceof RegExp ? allowed.test(origin) : allowed === origin,
  )
}
