/** How deep fields may be nested. */
export const deepestField = 32

/** How many fields a body may have in all. */
export const mostFields = 2000

/** So many values of a form may look like JSON and be none. */
export const mostFaults = 50

const namesOfPrototypes = new Set(["__proto__", "constructor", "prototype"])

/** Tells whether a name can be written to an object without reaching into its prototype. */
export function isSafeName(name: string): boolean {
  return !namesOfPrototypes.has(name)
}
