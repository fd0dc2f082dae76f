import { PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isWorthALine, KEPT_REASONS, type KeptReason } from "../../core/checkout/kept-reasons"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { cancelUnpaidOrder } from "./cancel-unpaid-order"
import { endSession } from "../medusa/end-session"
import { isFinalMedusaError } from "../medusa/final-medusa-error"
import type { MedusaSnapshot } from "../medusa/snapshot"

/**
 * An attempt's time is over. Its order is canceled, which frees its stock, where it is ours and certainly unpaid; else
 * the merchant reads why it stays. Returns true where the attempt itself is put off: a callback may still bring its
 * money.
 */
export async function expireInMedusa(
  container: MedusaContainer,
  checkout: CheckoutRow,
  snapshot: MedusaSnapshot,
): Promise<boolean> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  if (snapshot.paymentCollectionId && (await ledger.settlementOf(snapshot.paymentCollectionId))) return false
  if ((await ledger.openBeside(checkout, snapshot.paymentCollectionId)).length > 0) return false
  const reason = await endOrder(container, checkout, snapshot)
  if (reason && isWorthALine(reason)) await tellMerchant(container, checkout, reason)
  if (reason === "callback_waits") return true
  const isHeld =
    snapshot.paymentCollectionId !== null && (await ledger.heldOf(snapshot.paymentCollectionId)) !== undefined
  if (!isHeld) await endSession(container, checkout, snapshot, PaymentSessionStatus.CANCELED)
  return false
}

/** What Medusa or the store itself refuses to cancel is the merchant's to end. */
async function endOrder(
  container: MedusaContainer,
  checkout: CheckoutRow,
  { orderId, orderState }: MedusaSnapshot,
): Promise<KeptReason | null> {
  if (!orderId || orderState === "order_canceled") return null
  try {
    return await cancelUnpaidOrder(container, { orderId, by: "scheduler" })
  } catch (error) {
    if (!isFinalMedusaError(error)) throw error
    await container.resolve(ALMARA_MODULE).ledger.update(checkout.id, {
      last_error: `The order is not paid, and Medusa does not cancel it: ${error.message}`,
    })
    return null
  }
}

/** Late checks come by again and again, and have no more to say. */
async function tellMerchant(container: MedusaContainer, checkout: CheckoutRow, reason: KeptReason): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const isPutOff = reason === "callback_waits"
  await ledger.update(checkout.id, { last_error: KEPT_REASONS[reason], ...(isPutOff && { closed_at: null }) })
  if (checkout.last_error !== KEPT_REASONS[reason])
    await ledger.note(checkout.id, { kind: "kept", actor: "scheduler", detail: { reason } })
}
