import { refuseInsecureHttp } from "../../../core/options/option-warnings"
import { parseAlmaraOptions, type AlmaraOptions } from "../../../core/options/options"
import { requireFittingMedusa } from "./medusa-version"

/**
 * Returns the plugin's options as Medusa hands them over: it puts its own `database` beside those of the merchant.
 * @throws AlmaraError of kind `configuration` that names every wrong option and prints no secret, or says that this
 * store's Medusa is too old for them.
 */
export function optionsFromMedusa(given: unknown): AlmaraOptions {
  const { database, ...options } = (given ?? {}) as Record<string, unknown>
  const parsed = parseAlmaraOptions(options)
  if (isProduction() && !parsed.allowInsecureHttp) refuseInsecureHttp(parsed)
  requireFittingMedusa(parsed.placement)
  return parsed
}

/** `medusa start` is production by itself. */
export function isProduction(): boolean {
  return process.env.NODE_ENV === "production"
}
