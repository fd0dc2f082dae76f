/** How deep fields may be nested. */
export const deepestField = 32

/** How many fields a body may have in all. */
export const mostFields = 2000

const namesOfPrototypes = new Set(["__proto__", "constructor", "prototype"])

/** Tells whether a name can be written to an object without reaching into its prototype. */
export function isSafeName(name: string): boolean {
  return !namesOfPrototypes.has(name)
}
