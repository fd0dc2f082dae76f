import type Medusa from "@medusajs/js-sdk"
import { shirts, type Shirt } from "./catalogue"
import type { Delivery } from "./seed-delivery"

const stock = 1_000

/** Makes sure of the three shirts, published, priced and in stock; returns their variants in the catalogue's order. */
export async function seedProducts(
  admin: Medusa["admin"],
  places: Pick<Delivery, "stockLocationId" | "shippingProfileId"> & { salesChannelId: string },
): Promise<{ sku: string; id: string }[]> {
  const { products } = await admin.product.list({
    handle: shirts.map(({ handle }) => handle),
    fields: "id,handle,*variants",
  })
  const variants = await Promise.all(
    shirts.map(async (shirt) => {
      const product =
        products.find(({ handle }) => handle === shirt.handle) ?? (await createShirt(admin, shirt, places))
      const variant = product.variants?.find(({ sku }) => sku === shirt.sku)
      if (variant === undefined) throw new Error(`The product ${shirt.handle} has no variant ${shirt.sku}.`)
      return { sku: shirt.sku, id: variant.id }
    }),
  )
  await ensureStock(admin, places.stockLocationId)
  return variants
}

async function createShirt(
  admin: Medusa["admin"],
  { title, handle, size, sku, shillings, colour }: Shirt,
  { shippingProfileId, salesChannelId }: { shippingProfileId: string; salesChannelId: string },
) {
  const { product } = await admin.product.create({
    title,
    handle,
    status: "published",
    shipping_profile_id: shippingProfileId,
    sales_channels: [{ id: salesChannelId }],
    options: [{ title: "Size", values: [size] }],
    variants: [
      {
        title: size,
        sku,
        manage_inventory: true,
        options: { Size: size },
        prices: [{ currency_code: "kes", amount: shillings }],
      },
    ],
    metadata: { colour },
  })
  return product
}

async function ensureStock(admin: Medusa["admin"], stockLocationId: string): Promise<void> {
  const { inventory_items } = await admin.inventoryItem.list({
    sku: shirts.map(({ sku }) => sku),
    fields: "id,sku,*location_levels",
  })
  const missing = inventory_items.filter(
    ({ location_levels }) => !location_levels?.some(({ location_id }) => location_id === stockLocationId),
  )
  if (missing.length === 0) return
  await admin.inventoryItem.batchInventoryItemsLocationLevels({
    create: missing.map(({ id }) => ({ inventory_item_id: id, location_id: stockLocationId, stocked_quantity: stock })),
  })
}
