const localHost = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/
const privateHost = /^(10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[f[cd].*\]|[^.[\]]+|.+\.(local|internal|test))$/

function isNear(address: string): boolean {
  const { hostname } = new URL(address)
  return localHost.test(hostname) || privateHost.test(hostname)
}

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
    .filter(([, address]) => /^http:/i.test(address) && !isNear(address))
    .map(([name]) => `${name} uses http: what is sent can be read and changed on the way. Use https.`)
  const unreachable =
    isNear(options.backendUrl) && !isNear(options.baseUrl)
      ? ["backendUrl is local or private: Almara's callbacks cannot reach it, so payments are only found by asking."]
      : []
  return [...unprotected, ...unreachable]
}
