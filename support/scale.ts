/** What part of a large number `npm test` takes. */
const TENTH = 0.1

/**
 * How many of a large number a spec is to take: a tenth of it, or the part that ALMARA_FUZZ_SCALE names; the nightly
 * run says 1. Throws when that is not a number above 0, and 1 at the most.
 */
export function scaled(full: number, scale = process.env.ALMARA_FUZZ_SCALE): number {
  const part = scale === undefined ? TENTH : Number(scale)
  if (!(part > 0 && part <= 1)) throw new Error("ALMARA_FUZZ_SCALE must be a number above 0, and 1 at the most.")
  return Math.round(full * part)
}
