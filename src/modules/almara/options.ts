import { parseAlmaraOptions, type AlmaraOptions } from "../../core/options"

/**
 * The plugin's options as Medusa hands them over: it puts its own `database` beside those of the merchant.
 * Throws an AlmaraError of kind `configuration` that names every wrong option and prints no secret.
 */
export function optionsFromMedusa(given: unknown): AlmaraOptions {
  const { database, ...options } = (given ?? {}) as Record<string, unknown>
  return parseAlmaraOptions(options)
}
