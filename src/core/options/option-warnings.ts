import { AlmaraError } from "../errors"
import { isLoopback, looksPublic } from "./public-address"

/** The options that say where something stands. */
type Addresses = { baseUrl: string; tokenPath: string; backendUrl: string; storefrontUrl: string }

/** Returns whether what is sent to an address can be read and changed on the way. */
export function isInsecure(address: string): boolean {
  return /^http:/i.test(address)
}

/**
 * Returns whether plain http may be used for an address of Almara: on this very machine, or where the merchant allows
 * it.
 */
export function mayUseHttp(address: string, isAllowed: boolean): boolean {
  return !isInsecure(address) || isAllowed || isLoopback(address)
}

/**
 * Refuses plain http to Almara, whose credentials and answers it would show and let be changed.
 * @throws AlmaraError `configuration` that names every such option.
 */
export function refuseInsecureHttp(options: Pick<Addresses, "baseUrl" | "tokenPath">): void {
  const names = (["baseUrl", "tokenPath"] as const).filter((name) => !mayUseHttp(options[name], false))
  if (names.length === 0) return
  throw new AlmaraError({
    kind: "configuration",
    message: [
      "Almara options are not valid:",
      ...names.map((name) => `  - ${name}: must begin with https:// in production, unless allowInsecureHttp is true`),
    ].join("\n"),
  })
}

/**
 * Returns what is allowed but most likely not meant, one sentence each: plain http, and a backend that Almara cannot
 * reach. Empty when there is nothing to say.
 */
export function optionWarnings(options: Addresses): string[] {
  const ofAlmara = { baseUrl: options.baseUrl, tokenPath: options.tokenPath }
  const ours = { backendUrl: options.backendUrl, storefrontUrl: options.storefrontUrl }
  const unprotected = [
    ...Object.entries(ofAlmara),
    ...Object.entries(ours).filter(([, address]) => looksPublic(address)),
  ]
    .filter(([, address]) => isInsecure(address))
    .map(([name]) => `${name} uses http: what is sent can be read and changed on the way. Use https.`)
  const unreachable =
    !looksPublic(options.backendUrl) && looksPublic(options.baseUrl)
      ? ["backendUrl is local or private: Almara's callbacks cannot reach it, so payments are only found by asking."]
      : []
  return [...unprotected, ...unreachable]
}
