import type { IncomingMessage } from "node:http"
import { unescaped } from "../../../core/callback/signed-address"

/** The tokens that were taken off their addresses, out of sight of those who write addresses down. */
const taken = new WeakMap<IncomingMessage, string>()

/** A proxy may send the whole address. */
const PAY = /^((?:https?:\/\/[^/?#]*)?\/+checkout\/pay\/)([^/?#]+)/i
/** Where a token may stand, also where the address was mangled and leads nowhere. */
const PLACE = /checkout\W{1,8}pay\W|almara\W{1,4}payment-links/i
/** Letters and digits that nobody else's id is made of: those of Medusa begin with a 0. */
const TOKEN = /(?<=[^a-z0-9]|%(?:25)*[0-9a-f]{2})[a-z2-7]{26}(?![a-z0-9])/gi
const WITHHELD = "withheld"

/** Takes the token of a payment link off a request's address: who reads a log could pay by it, or see what is owed. */
export function takeLinkToken(request: IncomingMessage): void {
  const { url = "" } = request
  const [, path, token] = PAY.exec(url) ?? []
  if (path === undefined || token === undefined || taken.has(request)) return
  taken.set(request, token)
  request.url = `${path}${WITHHELD}${url.slice(path.length + token.length)}`
}

/** Returns an address without the token of a payment link, in whatever spelling it leads there. */
export function withoutLinkToken(address: string): string {
  const shown = address.replace(/(\/checkout\/pay\/)[^/?#]+/gi, `$1${WITHHELD}`)
  return PLACE.test(unescaped(shown)) ? shown.replace(TOKEN, WITHHELD) : shown
}

/** Returns the token of the address that was called. */
export function tokenOf(request: IncomingMessage): string {
  return taken.get(request) ?? ""
}
