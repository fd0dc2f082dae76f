import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import { unescaped } from "../core/callback/signed-address"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

/** Longer than any address of ours, also when all of it is escaped. */
const LONGEST_ADDRESS = 4096
const HIDDEN = "?[withheld]"
const ENDPOINT = /\/checkout\/(?:cart|return|cancel)(?![\w-])/i
const EXACT_ENDPOINT = /^\/+checkout\/(?:cart|return|cancel)\/?$/i
const TOKEN = /hash\W{0,8}[a-z2-7]{60}/i
const SIGNATURE = /signature\W{1,8}[\w-]{43}(?![\w-])/i
/** Is called so by no route: what carries a signature in its path, and is no endpoint of ours, is not to be found. */
const NOWHERE = "/checkout/nowhere"

let isWatching = false

/**
 * Medusa's request log prints a request's `originalUrl` and where it came from; our signature must stand in neither.
 * Express keeps the `originalUrl` that it finds. It is written as soon as the request is there: what fails before any
 * middleware, such as a body that Medusa cannot parse, and what comes to no route of ours, such as `//checkout/cart`,
 * is logged as well.
 */
export function keepSignaturesOutOfTheLog(): void {
  if (isWatching) return
  isWatching = true
  subscribe("http.server.request.start", (started) =>
    hideSignature((started as { request: IncomingMessage & { originalUrl?: string } }).request),
  )
}

function hideSignature(request: IncomingMessage & { originalUrl?: string }): void {
  takeLinkToken(request)
  const { url = "", headers } = request
  const shown = withoutLinkToken(withoutSignature(url))
  if (shown !== url) request.originalUrl = shown
  // Medusa logs the path of a request that fails: a query that was escaped into the path of an endpoint is made one
  // again.
  const [path = ""] = url.split("?")
  if (withoutSignature(path) !== path) request.url = withQueryRestored(url)
  // The spans that Medusa makes of its requests have the address as well.
  if (EXACT_ENDPOINT.test(request.url?.split("?", 1)[0] ?? "")) takeQuery(request)
  for (const name of ["referer", "referrer"] as const) {
    const from = headers[name]
    if (typeof from === "string") headers[name] = withoutLinkToken(withoutSignature(from))
  }
}

/**
 * Returns an address as it may be logged: where it may carry a signature of ours, in any spelling, only what stands
 * before its query. Others stay as they are.
 */
export function withoutSignature(address: string): string {
  if (address.length > LONGEST_ADDRESS) return HIDDEN
  const text = unescaped(address)
  if (!mayCarrySignature(text)) return address
  const { path } = parted(text)
  return path === text ? address : `${path}${HIDDEN}`
}

function mayCarrySignature(text: string): boolean {
  const { path } = parted(text)
  return ENDPOINT.test(path) || TOKEN.test(text) || SIGNATURE.test(text)
}

/** Only to an endpoint: where else an address leads is for nobody to change, since a proxy may have looked at it. */
function withQueryRestored(address: string): string {
  const { path, query } = parted(unescaped(address.slice(0, LONGEST_ADDRESS)))
  return EXACT_ENDPOINT.test(path) ? `${path}?${query}` : NOWHERE
}

/** What a path of ours is made of, and behind its first separator what a query of ours is made of. */
function parted(text: string): { path: string; query: string } {
  const [path = "", ...rest] = text.split(/[?;&#]/)
  return {
    path: path.replace(/[^\w/.:-]/g, "").replace(/[\w-]{40,}/g, "[withheld]"),
    query: rest.join("&").replace(/[^\w=&.~-]/g, ""),
  }
}

/** The queries that were taken off their addresses, out of sight of those who write addresses down. */
const takenQueries = new WeakMap<IncomingMessage, string>()

/** Takes the query off a request's address. From then on only `queryOf` knows it. */
function takeQuery(request: IncomingMessage): void {
  const { url = "" } = request
  takenQueries.set(request, queryOf(request))
  request.url = url.split("?", 1)[0] ?? ""
}

/**
 * Returns the query of the address that was called, as it came: what is parsed of it already has lost how it was
 * mangled.
 */
export function queryOf(request: IncomingMessage): string {
  const { url = "" } = request
  const at = url.indexOf("?")
  return takenQueries.get(request) ?? (at < 0 ? "" : url.slice(at))
}

/** The tokens that were taken off their addresses, out of sight of those who write addresses down. */
const takenTokens = new WeakMap<IncomingMessage, string>()

/** A proxy may send the whole address. */
const PAY = /^((?:https?:\/\/[^/?#]*)?\/+checkout\/pay\/)([^/?#]+)/i
/** Where a token may stand, also where the address was mangled and leads nowhere. */
const PLACE = /checkout\W{1,8}pay\W|almara\W{1,4}payment-links/i
/** Letters and digits that nobody else's id is made of: those of Medusa begin with a 0. */
const LINK_TOKEN = /(?<=[^a-z0-9]|%(?:25)*[0-9a-f]{2})[a-z2-7]{26}(?![a-z0-9])/gi
const WITHHELD = "withheld"

/** Takes the token of a payment link off a request's address: who reads a log could pay by it, or see what is owed. */
function takeLinkToken(request: IncomingMessage): void {
  const { url = "" } = request
  const [, path, token] = PAY.exec(url) ?? []
  if (path === undefined || token === undefined || takenTokens.has(request)) return
  takenTokens.set(request, token)
  request.url = `${path}${WITHHELD}${url.slice(path.length + token.length)}`
}

/** Returns an address without the token of a payment link, in whatever spelling it leads there. */
export function withoutLinkToken(address: string): string {
  const shown = address.replace(/(\/checkout\/pay\/)[^/?#]+/gi, `$1${WITHHELD}`)
  return PLACE.test(unescaped(shown)) ? shown.replace(LINK_TOKEN, WITHHELD) : shown
}

/** Returns the token of the address that was called. */
export function tokenOf(request: IncomingMessage): string {
  return takenTokens.get(request) ?? ""
}

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

/** Tells a caller with another method which ones there are. What is below the address is somebody else's. */
export function allowOnly(...methods: string[]) {
  return (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
    if (methods.includes(req.method) || req.path !== "/") return next()
    res.setHeader("Allow", methods.join(", "))
    res.status(405).json({ type: "not_allowed", message: `This address takes ${methods.join(", ")} only.` })
  }
}
