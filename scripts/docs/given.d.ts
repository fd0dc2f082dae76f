import type Medusa from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/framework/types"

/** What a block of the docs may take as given without saying where it comes from. */
declare global {
  /** A storefront's client of its store. */
  const sdk: Medusa
  /** The cart that is about to be paid. */
  const cart: HttpTypes.StoreCart
}
