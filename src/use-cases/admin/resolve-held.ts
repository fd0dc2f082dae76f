import { Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isBooking, type ResolveAction } from "../../core/views/admin/checkout"
import { closingsOf, familyOf } from "../../core/checkout/attention"
import { maskText } from "../../core/text"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { compareOrder } from "../attention/compare-order"
import { BusinessError } from "../business-error"
import { acceptCheckout } from "./accept-held"
import { isBooked, readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { placeAnew } from "./place-anew"
import { requireSeen } from "./require-seen"
import { withLease } from "./with-lease"

export interface ResolveCheckoutInput {
  checkoutId: string
  action: ResolveAction
  /** Why; what looks like a card number or an address in it is masked before it is kept. */
  note: string
  /** What arrived, in major units, where Almara's report names no sum that can be read, and it is put onto an order. */
  amount?: string
  /** Which case that person saw, where the client says so: no other is decided about. */
  case_version?: string
  /** The admin's id, for the timeline. */
  actor: string
}

/**
 * A person deals with held money: puts it onto the order where it fits, has its canceled order placed anew, or says
 * that it was refunded outside Almara, or that nothing needs to be done; or closes a case that is open although no
 * money is held.
 * @throws BusinessError when the action is not possible now.
 */
export async function resolveCheckout(
  container: MedusaContainer,
  { checkoutId, action, note, amount, case_version: seen, actor }: ResolveCheckoutInput,
): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const found = await ledger.find(checkoutId)
  if (!found) throw new BusinessError("no_such_checkout")
  const masked = maskText(note)
  if (found.state !== "held") return closeCase(container, found, { action, note: masked, actor, seen })
  if (isBooking(action)) {
    const by = { actor, note: masked, seen, ...(amount !== undefined && { amount }) }
    return action === "accept" ? acceptCheckout(container, found, by) : placeAnew(container, found, by)
  }

  await withLease(container, checkoutId, async (checkout) => {
    await requireSeen(container, checkout, seen)
    const snapshot = await readMedusaSnapshot(container, checkout)
    if (isBooked(snapshot, checkout.id)) throw new BusinessError("already_booked")
    const event = { kind: "resolved", actor, detail: { action, note: masked, reason: checkout.hold_reason } }
    const resolved = await ledger.resolve(
      checkout,
      { as: action, evenIfTaken: isOnCanceledOrder(snapshot, checkout.id) },
      event,
    )
    if (!resolved) throw new BusinessError("already_dealt_with")
    if (resolved === "taken") throw new BusinessError("being_placed")
    await removeUsedSession(container, snapshot)
  })
  // Another page of the order may be handed out again.
  if (found.order_id) await compareOrder(container, found.order_id)
}

/** Nothing moves with it: the very case that is open is not shown any more. */
async function closeCase(
  container: MedusaContainer,
  checkout: CheckoutRow,
  { action, note, actor, seen }: Pick<ResolveCheckoutInput, "action" | "note" | "actor"> & { seen: string | undefined },
): Promise<void> {
  const { attention, attention_key } = checkout
  if (!attention || !attention_key) throw new BusinessError("not_held")
  await requireSeen(container, checkout, seen)
  if (closingsOf(attention).length === 0) throw new BusinessError("under_way")
  if (!closingsOf(attention).some((one) => one === action)) throw new BusinessError("not_acceptable")
  const event = { kind: "attention_closed", actor, detail: { action, note, reason: attention } }
  const isRefunded = action === "refunded" && familyOf(attention) === "overpaid"
  if (!(await container.resolve(ALMARA_MODULE).ledger.closeAttention(checkout.id, attention_key, event, isRefunded)))
    throw new BusinessError("already_dealt_with")
  // That too much was received waited for this one to end.
  if (checkout.order_id && attention === "books_differ") await compareOrder(container, checkout.order_id)
}

/** Such a payment was made of the money that was taken, and no other order comes to stand with it. */
function isOnCanceledOrder(snapshot: MedusaSnapshot, checkoutId: string): boolean {
  return snapshot.payment !== null && snapshot.settledBy === checkoutId && snapshot.orderState === "order_canceled"
}

/**
 * Medusa completes a cart with a payment that its session has already, without asking the provider once more. So a
 * session whose payment has no order goes. A process that dies before this leaves it, and the cart's endpoint refuses.
 */
async function removeUsedSession(
  container: MedusaContainer,
  { session, payment, orderId }: MedusaSnapshot,
): Promise<void> {
  if (session && payment && !orderId) await container.resolve(Modules.PAYMENT).deletePaymentSession(session.id)
}
