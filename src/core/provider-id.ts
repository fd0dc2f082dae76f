/** As a regular expression, for a query that takes one. */
export const OUR_PROVIDERS = "^pp_almara(-[a-z]+|)_"

/** The method of a provider that names none. */
const CARD = "card"

const pattern = new RegExp(OUR_PROVIDERS)

/**
 * Returns whether a payment provider is one of this plugin's.
 *
 * @example
 * isOurProvider("pp_almara_almara") // true
 * isOurProvider("pp_system_default") // false
 */
export function isOurProvider(id: string): boolean {
  return pattern.test(id)
}

/**
 * Returns the method that a provider of this plugin stands for: `pp_almara_<account>` is for cards, and
 * `pp_almara-<method>_<account>` for any other way of paying.
 *
 * @example
 * methodNameOf("pp_almara-mpesa_almara") // "mpesa"
 */
export function methodNameOf(id: string): string {
  return pattern.exec(id)?.[1]?.slice(1) || CARD
}

/** Spells for a query, of the SQL of a provider's id, whether it is one of this plugin's. */
export function isOurs(providerId: string): string {
  return `${providerId} ~ '${OUR_PROVIDERS}'`
}
