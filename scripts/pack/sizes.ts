/**
 * How large the package may be, in KiB: what is downloaded, what it unpacks to, and what it takes with its own
 * dependencies, without Medusa.
 */
const MOST_KIBIBYTES = { packed: 600, unpacked: 2_200, installed: 11_000 } as const

/** Prints a size, and returns a sentence when it is over its limit. */
export function sizeFault(what: keyof typeof MOST_KIBIBYTES, bytes: number): string[] {
  const kibibytes = Math.ceil(bytes / 1024)
  const most = MOST_KIBIBYTES[what]
  console.log(`${what}: ${kibibytes.toLocaleString("en")} KiB, of ${most.toLocaleString("en")} at the most`)
  return kibibytes > most ? [`The package is too large: ${what} it has ${kibibytes} KiB, of ${most} at the most.`] : []
}
