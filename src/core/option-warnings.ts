import { looksPublic } from "./public-address"

/** The options that say where something stands. */
type Addresses = { baseUrl: string; tokenPath: string; backendUrl: string; storefrontUrl: string }

/**
 * What is allowed but most likely not meant, one sentence each: plain http to a host that is not local or private,
 * and a backend that Almara cannot reach. Empty when there is nothing to say.
 */
export function optionWarnings(options: Addresses): string[] {
  const addresses = {
    baseUrl: options.baseUrl,
    tokenPath: options.tokenPath,
    backendUrl: options.backendUrl,
    storefrontUrl: options.storefrontUrl,
  }
  const unprotected = Object.entries(addresses)
    .filter(([, address]) => /^http:/i.test(address) && looksPublic(address))
    .map(([name]) => `${name} uses http: what is sent can be read and changed on the way. Use https.`)
  const unreachable =
    !looksPublic(options.backendUrl) && looksPublic(options.baseUrl)
      ? ["backendUrl is local or private: Almara's callbacks cannot reach it, so payments are only found by asking."]
      : []
  return [...unprotected, ...unreachable]
}
