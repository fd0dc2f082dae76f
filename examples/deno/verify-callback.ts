// Was this callback's address signed by us?  deno run verify-callback.ts <secret> <address that was called>
import { endpointPaths, verifyAddress } from "medusa-payment-almara/core"

const [secret = "", address = ""] = Deno.args
const url = new URL(address)
const isOurs =
  url.pathname === endpointPaths.callback &&
  (await verifyAddress({ endpoint: "callback", query: url.search, secrets: [secret] })) !== undefined
console.log(isOurs ? "signed by us" : "not signed by us")
Deno.exit(isOurs ? 0 : 1)
