// Was this callback's address signed by us?  deno run verify-callback.ts <secret> <address that was called>
import { doorPaths, verifySignature } from "medusa-payment-almara/core"

const [secret = "", address = ""] = Deno.args
const url = new URL(address)
const isOurs =
  url.pathname === doorPaths.callback &&
  (await verifySignature({
    door: "callback",
    conversationId: url.searchParams.get("checkout"),
    signature: url.searchParams.get("signature"),
    secrets: [secret],
  }))
console.log(isOurs ? "signed by us" : "not signed by us")
Deno.exit(isOurs ? 0 : 1)
