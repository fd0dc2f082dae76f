const privateHosts = [
  /^localhost$/i,
  /\.(localhost|local|internal|lan|home|test|invalid|example)$/i,
  /^127\./,
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^0\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^\[(::1?|f[cd][0-9a-f]{2}:.*|fe80:.*)\]$/i,
]

const thisMachine = [/^localhost$/i, /\.localhost$/i, /^127(\.\d{1,3}){3}$/, /^\[::1\]$/]

/** Returns whether an address is on this very machine. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address)
  return thisMachine.some((pattern) => pattern.test(hostname))
}

/** Returns whether an address looks reachable from outside: no loopback, no private network, no name without a dot. */
export function looksPublic(address: string): boolean {
  const host = new URL(address).hostname
  const isIpv6 = host.startsWith("[")
  return (isIpv6 || host.includes(".")) && !privateHosts.some((pattern) => pattern.test(host))
}
