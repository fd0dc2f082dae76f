import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import { unescaped } from "../core/callback/signed-address"
import { takeLinkToken, withoutLinkToken } from "./checkout/pay/token"
import { takeQuery } from "./checkout/query-of"

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
