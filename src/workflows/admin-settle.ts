import type { MedusaContainer } from "@medusajs/framework/types"
import { almaraErrorKinds } from "../core/errors"
import { whenFree } from "./admin-patience"
import { Refusal } from "./refusal"
import { runSettlement } from "./run-settlement"

/**
 * Settles a checkout because an admin asks for it now. Throws a Refusal while another run is at it, and when
 * Almara cannot be asked.
 */
export async function settleNow(container: MedusaContainer, checkoutId: string, actor: string): Promise<void> {
  await whenFree(async () => {
    const { result, errors } = await runSettlement(container, { checkout_id: checkoutId, actor }, { throwOnError: false })
    const error: unknown = errors?.[0]?.error
    if (isFromAlmara(error)) throw new Refusal("cannot_ask", { reason: error.message, kind: error.kind })
    if (error) throw error
    return result.checkout
  })
}

/** The workflow engine hands errors on as plain objects, so that their class is lost on the way. */
function isFromAlmara(error: unknown): error is { message: string; kind: string } {
  return typeof error === "object" && error !== null && "message" in error && "kind" in error && String(error.kind) in almaraErrorKinds
}
