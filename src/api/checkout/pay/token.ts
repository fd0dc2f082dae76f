import type { IncomingMessage } from "node:http"

/** The tokens that were taken off their addresses, out of sight of those who write addresses down. */
const taken = new WeakMap<IncomingMessage, string>()

const PAY = /^(\/+checkout\/pay\/)([^/?#]+)/i
const WITHHELD = "withheld"

/** Takes the token of a payment link off a request's address: who reads a log could pay by it, or see what is owed. */
export function takeLinkToken(request: IncomingMessage): void {
  const { url = "" } = request
  const [, path, token] = PAY.exec(url) ?? []
  if (path === undefined || token === undefined || taken.has(request)) return
  taken.set(request, token)
  request.url = `${path}${WITHHELD}${url.slice(path.length + token.length)}`
}

/** Returns an address without the token of a payment link. */
export function withoutLinkToken(address: string): string {
  return address.replace(/(\/checkout\/pay\/)[^/?#]+/gi, `$1${WITHHELD}`)
}

/** Returns the token of the address that was called. */
export function tokenOf(request: IncomingMessage): string {
  return taken.get(request) ?? ""
}
