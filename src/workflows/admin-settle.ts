import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { almaraErrorKinds } from "../core/errors"
import { whenFree } from "./admin-patience"
import { runSettlement } from "./run-settlement"

/**
 * Settles a checkout because an admin asks for it now. Throws CONFLICT while another run is at it, and NOT_ALLOWED with
 * Almara's own reason when Almara cannot be asked.
 */
export async function settleNow(container: MedusaContainer, checkoutId: string, actor: string): Promise<void> {
  await whenFree(async () => {
    const { result, errors } = await runSettlement(container, { checkout_id: checkoutId, actor }, { throwOnError: false })
    const error: unknown = errors?.[0]?.error
    if (isFromAlmara(error)) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, error.message)
    if (error) throw error
    return result.checkout
  })
}

/** The workflow engine hands errors on as plain objects, so that their class is lost on the way. */
function isFromAlmara(error: unknown): error is { message: string } {
  return typeof error === "object" && error !== null && "message" in error && "kind" in error && String(error.kind) in almaraErrorKinds
}
