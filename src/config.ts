import type { AlmaraOptionsInput } from "./core/options/options"
import { requireFittingMedusa } from "./modules/almara/setup/medusa-version"

/** The two places in `medusa-config.ts` that need Almara's options. */
export interface AlmaraEntries {
  /** Goes into `plugins`. */
  plugin: { resolve: string; options: AlmaraOptionsInput }
  /** Goes into the `providers` of `@medusajs/medusa/payment`; its id becomes `pp_almara_almara`. */
  provider: { resolve: string; id: string; options: AlmaraOptionsInput }
}

/**
 * Makes the plugin entry and the provider entry from one options object, so that they cannot differ. Each gets a copy:
 * Medusa writes into it. A Medusa that is too old is refused here, since what it loads afterwards may not load at all.
 * @throws AlmaraError of kind `configuration`, with a sentence that says what to do, where this store's Medusa is too
 * old.
 */
export function defineAlmara(options: AlmaraOptionsInput): AlmaraEntries {
  requireFittingMedusa(options.placement === "pay_first" ? "pay_first" : "order_first")
  return {
    plugin: { resolve: "medusa-payment-almara", options: { ...options } },
    provider: { resolve: "medusa-payment-almara/providers/almara", id: "almara", options: { ...options } },
  }
}
