import type Medusa from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/framework/types"

const fulfillmentProvider = "manual_manual"

/** Where the goods lie, how they are sent. */
export interface Delivery {
  stockLocationId: string
  shippingProfileId: string
  shippingOptionId: string
}

/** Makes sure of a stock location in Nairobi and a free delivery in Kenya. */
export async function seedDelivery(admin: Medusa["admin"], salesChannelId: string): Promise<Delivery> {
  const [location, shippingProfileId] = await Promise.all([
    ensureStockLocation(admin, salesChannelId),
    ensureShippingProfile(admin),
  ])
  const serviceZoneId = await ensureServiceZone(admin, location)
  const shippingOptionId = await ensureShippingOption(admin, location.id, serviceZoneId, shippingProfileId)
  return { stockLocationId: location.id, shippingProfileId, shippingOptionId }
}

async function ensureStockLocation(
  admin: Medusa["admin"],
  salesChannelId: string,
): Promise<HttpTypes.AdminStockLocation> {
  const name = "Nairobi"
  const fields = "id,name,*sales_channels,*fulfillment_providers,*fulfillment_sets,*fulfillment_sets.service_zones"
  const { stock_locations } = await admin.stockLocation.list({ name, fields })
  const address = { address_1: "Kenyatta Avenue 12", city: "Nairobi", country_code: "ke" }
  const location = stock_locations[0] ?? (await admin.stockLocation.create({ name, address })).stock_location
  if (!location.sales_channels?.some(({ id }) => id === salesChannelId)) {
    await admin.stockLocation.updateSalesChannels(location.id, { add: [salesChannelId] })
  }
  if (!location.fulfillment_providers?.some(({ id }) => id === fulfillmentProvider)) {
    await admin.stockLocation.updateFulfillmentProviders(location.id, { add: [fulfillmentProvider] })
  }
  if (!location.fulfillment_sets?.some(({ type }) => type === "shipping")) {
    await admin.stockLocation.createFulfillmentSet(location.id, { name: "Nairobi delivery", type: "shipping" })
  }
  return (await admin.stockLocation.retrieve(location.id, { fields })).stock_location
}

async function ensureShippingProfile(admin: Medusa["admin"]): Promise<string> {
  const { shipping_profiles } = await admin.shippingProfile.list({ type: "default" })
  const profile =
    shipping_profiles[0] ?? (await admin.shippingProfile.create({ name: "Default", type: "default" })).shipping_profile
  return profile.id
}

async function ensureServiceZone(admin: Medusa["admin"], location: HttpTypes.AdminStockLocation): Promise<string> {
  const name = "Kenya"
  const set = location.fulfillment_sets?.find(({ type }) => type === "shipping")
  if (set === undefined) throw new Error("The stock location has no place for its delivery options.")
  const zone = set.service_zones?.find((candidate) => candidate.name === name)
  if (zone !== undefined) return zone.id
  const created = await admin.fulfillmentSet.createServiceZone(set.id, {
    name,
    geo_zones: [{ type: "country", country_code: "ke" }],
  })
  const createdZone = created.fulfillment_set.service_zones?.find((candidate) => candidate.name === name)
  if (createdZone === undefined) throw new Error("The delivery zone was not created.")
  return createdZone.id
}

async function ensureShippingOption(
  admin: Medusa["admin"],
  locationId: string,
  zoneId: string,
  profileId: string,
): Promise<string> {
  const name = "Standard delivery"
  const { shipping_options } = await admin.shippingOption.list({
    stock_location_id: locationId,
    fields: "id,name,service_zone_id",
  })
  const option = shipping_options.find((candidate) => candidate.name === name && candidate.service_zone_id === zoneId)
  if (option !== undefined) return option.id
  const { shipping_option } = await admin.shippingOption.create({
    name,
    service_zone_id: zoneId,
    shipping_profile_id: profileId,
    provider_id: fulfillmentProvider,
    price_type: "flat",
    type: { label: "Standard", description: "Two to three days in Kenya", code: "standard" },
    prices: [{ currency_code: "kes", amount: 0 }],
    rules: [
      { attribute: "enabled_in_store", operator: "eq", value: "true" },
      { attribute: "is_return", operator: "eq", value: "false" },
    ],
  })
  return shipping_option.id
}
