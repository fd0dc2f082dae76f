import type { IncomingMessage } from "node:http"

/** The queries that were taken off their addresses, out of sight of those who write addresses down. */
const taken = new WeakMap<IncomingMessage, string>()

/** Takes the query off a request's address. From then on only `queryOf` knows it. */
export function takeQuery(request: IncomingMessage): void {
  const { url = "" } = request
  taken.set(request, queryOf(request))
  request.url = url.split("?", 1)[0] ?? ""
}

/**
 * Returns the query of the address that was called, as it came: what is parsed of it already has lost how it was
 * mangled.
 */
export function queryOf(request: IncomingMessage): string {
  const { url = "" } = request
  const at = url.indexOf("?")
  return taken.get(request) ?? (at < 0 ? "" : url.slice(at))
}
