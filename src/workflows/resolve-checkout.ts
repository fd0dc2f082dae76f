import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { ResolveAction } from "../core/admin-view"
import { maskText } from "../core/wire"
import { ALMARA_MODULE } from "../modules/almara"
import { acceptCheckout } from "./resolve-by-accepting"
import { readShopState } from "./steps/read-home"

export interface ResolveCheckoutInput {
  checkoutId: string
  action: ResolveAction
  /** Why; what looks like a card number or an address in it is masked before it is kept. */
  note: string
  /** The admin's id, for the timeline. */
  actor: string
}

/**
 * A person deals with held money: puts it onto the order where it fits, or says that it was refunded outside Almara, or
 * that nothing is to be done. Throws NOT_FOUND, and NOT_ALLOWED with the reason when the action is not possible now.
 */
export async function resolveCheckout(container: MedusaContainer, { checkoutId, action, note, actor }: ResolveCheckoutInput): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const checkout = await ledger.find(checkoutId)
  if (!checkout) throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no such Almara checkout.")
  if (checkout.state !== "held") {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "Only a payment that needs attention can be resolved; this one does not, or not any more.")
  }
  const masked = maskText(note)
  if (action === "accept") return acceptCheckout(container, checkout, { actor, note: masked })

  const shop = await readShopState(container, checkout)
  const settlement = shop.paymentCollectionId ? await ledger.settlementOf(shop.paymentCollectionId) : undefined
  const isCaptured = shop.payment !== null && settlement?.checkout_id === checkout.id
  if (isCaptured && checkout.hold_reason !== "order_canceled") {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "Medusa has already booked this payment. Check with Almara instead, and refund it on the order if you must.")
  }
  const event = { kind: "resolved", actor, detail: { action, note: masked, reason: checkout.hold_reason } }
  const resolved = await ledger.resolve(checkout.id, { keepsSettlement: isCaptured }, event)
  if (!resolved) throw new MedusaError(MedusaError.Types.CONFLICT, "Somebody else has just dealt with this payment.")
}
