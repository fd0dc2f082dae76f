/** Who calls settle without a person of the store behind it; every other actor is an admin user's id. */
const SYSTEM_ACTORS: readonly string[] = ["callback", "return", "cancel", "shopper", "scheduler"]

/** Returns whether a person of the store asked for it. */
export function isPerson(actor: string): boolean {
  return !SYSTEM_ACTORS.includes(actor)
}
