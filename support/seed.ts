import type Medusa from "@medusajs/js-sdk"
import { adminApi } from "./admin-api"
import { almaraProviderId } from "./places"
import { seedDelivery } from "./seed-delivery"
import { seedProducts } from "./seed-products"

/** What a storefront or a test needs to know of the seeded store. */
export interface KenyanStore {
  publishableKey: string
  regionId: string
  variants: { sku: string; id: string }[]
  shippingOptionId: string
  salesChannelId: string
}

/**
 * Makes the Kenyan store over the admin API: region, sales channel, free delivery from Nairobi, three shirts with
 * stock, a publishable key. What is there already is kept, so it may run any number of times.
 */
export async function seedKenyanStore({
  storeUrl,
  adminToken,
  providerId = almaraProviderId,
}: {
  storeUrl: string
  adminToken: string
  providerId?: string
}): Promise<KenyanStore> {
  const { admin } = adminApi(storeUrl, adminToken)
  await ensureCurrency(admin)
  const [regionId, salesChannelId] = await Promise.all([ensureRegion(admin, providerId), ensureSalesChannel(admin)])
  const [publishableKey, delivery] = await Promise.all([
    ensurePublishableKey(admin, salesChannelId),
    seedDelivery(admin, salesChannelId),
  ])
  const variants = await seedProducts(admin, { ...delivery, salesChannelId })
  return { publishableKey, regionId, variants, shippingOptionId: delivery.shippingOptionId, salesChannelId }
}

async function ensureCurrency(admin: Medusa["admin"]): Promise<void> {
  const { stores } = await admin.store.list()
  const store = stores[0]
  if (store === undefined || store.supported_currencies.some(({ currency_code }) => currency_code === "kes")) return
  const others = store.supported_currencies.map(({ currency_code }) => ({ currency_code, is_default: false }))
  await admin.store.update(store.id, { supported_currencies: [...others, { currency_code: "kes", is_default: true }] })
}

async function ensureRegion(admin: Medusa["admin"], providerId: string): Promise<string> {
  const { regions } = await admin.region.list({ limit: 1000, fields: "id,*countries,*payment_providers" })
  const region = regions.find(({ countries }) => countries?.some(({ iso_2 }) => iso_2 === "ke"))
  if (region === undefined) {
    const created = await admin.region.create({
      name: "Kenya",
      currency_code: "kes",
      countries: ["ke"],
      payment_providers: [providerId],
    })
    return created.region.id
  }
  const providers = region.payment_providers?.map(({ id }) => id) ?? []
  if (!providers.includes(providerId)) {
    await admin.region.update(region.id, { payment_providers: [...providers, providerId] })
  }
  return region.id
}

async function ensureSalesChannel(admin: Medusa["admin"]): Promise<string> {
  const name = "Nairobi web shop"
  const { sales_channels } = await admin.salesChannel.list({ name })
  return (sales_channels[0] ?? (await admin.salesChannel.create({ name })).sales_channel).id
}

async function ensurePublishableKey(admin: Medusa["admin"], salesChannelId: string): Promise<string> {
  const title = "Nairobi storefront"
  const { api_keys } = await admin.apiKey.list({ title, type: "publishable" })
  const key = api_keys[0] ?? (await admin.apiKey.create({ title, type: "publishable" })).api_key
  // To add what is there already changes nothing.
  await admin.apiKey.batchSalesChannels(key.id, { add: [salesChannelId] })
  return key.token
}
