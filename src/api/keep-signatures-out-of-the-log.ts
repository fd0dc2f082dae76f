import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import { unescaped } from "../core/unescaped"

/** Longer than any address of ours, also when all of it is escaped. */
const LONGEST_ADDRESS = 4096
const OURS = /hash|signature|\/checkout\//i
const HIDDEN = "?[withheld]"

let isWatching = false

/**
 * Medusa's request log prints a request's `originalUrl` and where it came from; our signature must stand in neither. Express
 * keeps the `originalUrl` that it finds. It is written as soon as the request is there: what fails before any middleware,
 * such as a body that Medusa cannot parse, and what comes to no route of ours, such as `//checkout/cart`, is logged as well.
 */
export function keepSignaturesOutOfTheLog(): void {
  if (isWatching) return
  isWatching = true
  subscribe("http.server.request.start", (started) => hideSignature((started as { request: IncomingMessage & { originalUrl?: string } }).request))
}

function hideSignature(request: IncomingMessage & { originalUrl?: string }): void {
  const { url = "", headers } = request
  const shown = withoutSignature(url)
  if (shown !== url) request.originalUrl = shown
  // Medusa logs the path of a request that fails: a query that was escaped into the path is made one again.
  const [path = ""] = url.split("?")
  if (withoutSignature(path) !== path) request.url = withQueryRestored(url)
  for (const name of ["referer", "referrer"] as const) {
    const from = headers[name]
    if (typeof from === "string") headers[name] = withoutSignature(from)
  }
}

/** An address as it may be logged: where its query, in any spelling, may carry a signature, only what stands before it. */
export function withoutSignature(address: string): string {
  if (address.length > LONGEST_ADDRESS) return HIDDEN
  const text = unescaped(address)
  if (!OURS.test(text)) return address
  const { path } = parted(text)
  return path === text ? address : `${path}${HIDDEN}`
}

function withQueryRestored(address: string): string {
  const { path, query } = parted(unescaped(address.slice(0, LONGEST_ADDRESS)))
  return `${path}?${query}`
}

/** What a path of ours is made of, and behind its first separator what a query of ours is made of. */
function parted(text: string): { path: string; query: string } {
  const [path = "", ...rest] = text.split(/[?;&#]/)
  return { path: path.replace(/[^\w/.:-]/g, "").replace(/[\w-]{40,}/g, "[withheld]"), query: rest.join("&").replace(/[^\w=&.~-]/g, "") }
}
