import Medusa, { FetchError } from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/framework/types"

export type Product = HttpTypes.StoreProduct
export type Cart = HttpTypes.StoreCart
export type ShippingOption = HttpTypes.StoreCartShippingOption

/** Who buys, where to send it, and how. */
export interface Delivery {
  email: string
  firstName: string
  lastName: string
  address: string
  postalCode: string
  city: string
  shippingOptionId: string
}

export interface ShopSettings {
  storeUrl: string
  publishableKey: string
}

/** The country that this shop sells to; its region decides the currency. */
export const country = "ke"
/** The time that its shoppers live by: the server may stand elsewhere. */
export const timeZone = "Africa/Nairobi"

const productFields =
  "id,title,metadata,variants.id,variants.sku,variants.manage_inventory,*variants.calculated_price,+variants.inventory_quantity"
const cartFields = [
  "id,email,currency_code,item_total,shipping_total,total,completed_at",
  "*items,*shipping_address,*shipping_methods,*payment_collection,*payment_collection.payment_sessions",
].join(",")

/** The calls to the Medusa store, up to the payment. */
export class Shop {
  readonly medusa: Medusa
  private region: Promise<string> | undefined

  constructor({ storeUrl, publishableKey }: ShopSettings) {
    this.medusa = new Medusa({ baseUrl: storeUrl, publishableKey })
  }

  /** What is for sale, with prices and stock. */
  async products(): Promise<Product[]> {
    const region_id = await this.regionId()
    const { products } = await this.medusa.store.product.list({ region_id, fields: productFields, order: "created_at" })
    return products
  }

  /** A new cart with these lines; returns its id, or nothing where they cannot be bought. */
  async createCart(items: { variant_id: string; quantity: number }[]): Promise<string | undefined> {
    const region_id = await this.regionId()
    try {
      const { cart } = await this.medusa.store.cart.create({ region_id, items })
      return cart.id
    } catch (error) {
      if (error instanceof FetchError && (error.status === 400 || error.status === 404)) return undefined
      throw error
    }
  }

  /** Whether a cart is an order already: then nothing about it can be changed. */
  isOrdered(cart: Cart): boolean {
    return Boolean((cart as Cart & { completed_at?: string | null }).completed_at)
  }

  async cart(id: string): Promise<Cart> {
    const { cart } = await this.medusa.store.cart.retrieve(id, { fields: cartFields })
    return cart
  }

  /** The ways to send this cart's goods, the cheapest first. */
  async shippingOptions(cartId: string): Promise<ShippingOption[]> {
    const { shipping_options } = await this.medusa.store.fulfillment.listCartOptions({ cart_id: cartId })
    return shipping_options.sort((a, b) => (a.amount ?? 0) - (b.amount ?? 0))
  }

  /** Writes e-mail, address and shipping method into the cart; returns the cart with its final total. */
  async setDelivery(cartId: string, delivery: Delivery): Promise<Cart> {
    const address = {
      first_name: delivery.firstName,
      last_name: delivery.lastName,
      address_1: delivery.address,
      postal_code: delivery.postalCode,
      city: delivery.city,
      country_code: country,
    }
    await this.medusa.store.cart.update(cartId, {
      email: delivery.email,
      shipping_address: address,
      billing_address: address,
    })
    await this.medusa.store.cart.addShippingMethod(cartId, { option_id: delivery.shippingOptionId })
    return this.cart(cartId)
  }

  /** The region of the country, asked for once; a failed request is sent again. */
  private regionId(): Promise<string> {
    this.region ??= this.findRegion().catch((error: unknown) => {
      this.region = undefined
      throw error
    })
    return this.region
  }

  private async findRegion(): Promise<string> {
    const { regions } = await this.medusa.store.region.list({ fields: "id,*countries" })
    const region = regions.find(({ countries }) => countries?.some(({ iso_2 }) => iso_2 === country))
    if (region === undefined) throw new Error(`The store has no region for the country "${country}".`)
    return region.id
  }
}
