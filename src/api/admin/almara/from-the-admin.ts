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

/** Every body here is flat. Medusa writes a field that is wrong into its answer, and fails at one that is nested deep. */
export function flatOnly(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const fields: unknown[] = Object.values(req.body ?? {})
  if (fields.every((field) => typeof field !== "object" || field === null)) return next()
  res.status(400).json({ type: "invalid_data", message: "No field of this body holds fields or a list." })
}

/** A browser sends the session's cookie along with what any page makes it send, and says which page that was. */
export function fromTheAdmin(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const { origin, authorization = "" } = req.headers
  const site = req.headers["sec-fetch-site"]
  // No browser leaves the origin of a POST out; of what it only opens or shows it may. No page can write either header.
  const isOwnPage = origin === undefined ? site !== "cross-site" && site !== "same-site" : site === "same-origin"
  if (isOwnPage || isToken(authorization) || (origin !== undefined && isOurs(req, origin))) return next()
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
  const backend = new URL(backendUrl)
  // A port that goes without saying may be said.
  const own = `${protocol}//${req.headers.host}`
  const isOwnHost = (URL.canParse(own) && host === new URL(own).host) || host === backend.host
  // A stranger on the line writes pages of every host by plain http.
  if (isOwnHost && (protocol === "https:" || backend.protocol === "http:")) return true
  const { http } = req.scope.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig
  return parseCorsOrigins(http.adminCors).some((allowed) =>
    allowed instanceof RegExp ? allowed.test(origin) : allowed === origin,
  )
}
