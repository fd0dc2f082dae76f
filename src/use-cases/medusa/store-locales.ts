import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/** Returns the languages that the store speaks, as tags such as `sw-KE`. */
export async function storeLocales(container: MedusaContainer): Promise<string[]> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "store", fields: ["supported_locales.locale_code"], pagination: { take: 1 } })
  const locales = (data[0]?.supported_locales ?? []) as ({ locale_code?: string } | null)[]
  return locales.flatMap((locale) => locale?.locale_code ?? [])
}
