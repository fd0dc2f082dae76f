import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { NEEDS_ATTENTION } from "../../core/views/admin/checkout"
import type { MerchantNoticeKind } from "../../core/views/merchant-notice"
import { ALMARA_MODULE } from "../../modules/almara"

const listed = (page: string, state: string) => `${page}?state=${encodeURIComponent(JSON.stringify([state]))}`

/** Returns the address of the admin's page on which a matter is solved; of a payment, where one is named. */
export function pageOf(container: MedusaContainer, kind: MerchantNoticeKind, checkoutId?: string): string {
  const { admin } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  return `${container.resolve(ALMARA_MODULE).options.backendUrl}${admin?.path ?? "/app"}${pathOf(kind, checkoutId)}`
}

function pathOf(kind: MerchantNoticeKind, checkoutId: string | undefined): string {
  switch (kind) {
    case "held_money":
      return checkoutId ? `/almara/${checkoutId}` : listed("/almara", NEEDS_ATTENTION)
    case "dead_letter":
      return listed("/almara/inbox", "dead")
    case "no_callbacks":
    case "token_refused":
    case "job_stands_still":
      return "/settings/almara"
  }
}
