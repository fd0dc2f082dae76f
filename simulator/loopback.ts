/** Whether a host is this very machine: a name or an address, without a port. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}
