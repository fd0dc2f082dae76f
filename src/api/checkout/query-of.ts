import type { IncomingMessage } from "node:http"

/** The query of the address that was called, as it came: what is parsed of it already has lost how it was mangled. */
export function queryOf({ url = "" }: IncomingMessage): string {
  const at = url.indexOf("?")
  return at < 0 ? "" : url.slice(at)
}
