import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import { waitUntilFree } from "./wait-until-free"
import { BusinessError } from "./business-error"
import { runSettlement } from "../settle/traced-settle"

/**
 * Settles a checkout because an admin asks for it now. Throws a BusinessError while another run is at it, and when
 * Almara cannot be asked.
 */
export async function settleNow(container: MedusaContainer, checkoutId: string, actor: string): Promise<void> {
  await waitUntilFree(async () => {
    try {
      return (await runSettlement(container, { checkout_id: checkoutId, actor })).checkout
    } catch (error) {
      if (isAlmaraError(error)) throw new BusinessError("cannot_ask", { reason: error.message, kind: error.kind })
      throw error
    }
  })
}
