import { RECORDER_TABLE } from "./project"
import type { RestartablePostgres } from "./postgres"

/** The Kenyan store's parts that a shopper needs. */
export interface ShopFixture {
  regionId: string
  shippingOptionId: string
  variantIds: string[]
}

/** Makes the event recorder' table, and reads where things stand; the stock of the demo lasts for a thousand shoppers. */
export async function prepareShopFloor(postgres: RestartablePostgres, database: string): Promise<ShopFixture> {
  await postgres.query(database, RECORDER_TABLE)
  const [shop] = await postgres.query<{ region: string; option: string }>(
    database,
    "select (select id from region where currency_code = 'kes' limit 1) as region, (select id from shipping_option limit 1) as option",
  )
  const variants = await postgres.query<{ id: string }>(
    database,
    "select id from product_variant where sku is not null order by sku",
  )
  if (!shop || variants.length !== 3) throw new Error("The seeded store is not as expected.")
  return { regionId: shop.region, shippingOptionId: shop.option, variantIds: variants.map(({ id }) => id) }
}
