import { MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer, PaymentSessionStatus as SessionStatus } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/rows"
import { cancelUnpaidOrder } from "../cancel-unpaid-order"
import { captureOnOrderWorkflowId, type CaptureOnOrderInput } from "../capture-on-order"
import { completeCart } from "../complete-cart"
import { reasonOf } from "../../telemetry/log"
import { readShopState, type ShopState } from "../read-shop-state"
import type { Recorded } from "./record-verdict"

/** Why Medusa definitely refused to place a paid cart; null when nothing stands against it. */
export interface CarriedOut {
  refusedBecause: string | null
}

/**
 * Does in Medusa what was decided. Everything here may be run again after a crash: it looks at what stands already.
 * Throws when Medusa could not do it now.
 */
export async function carryOutVerdict(container: MedusaContainer, checkout: CheckoutRow, recorded: Recorded): Promise<CarriedOut> {
  return { refusedBecause: await carryOut(container, checkout, recorded) }
}

async function carryOut(container: MedusaContainer, checkout: CheckoutRow, { verdict, shop }: Recorded): Promise<string | null> {
  switch (verdict.kind) {
    case "capture":
      await captureOnOrder(container, shop)
      return null
    case "place":
      return placeOrder(container, checkout, shop)
    case "confirm":
      await writeMissingTransaction(container, checkout)
      return null
    case "fail":
      await endSession(container, checkout, shop, PaymentSessionStatus.ERROR)
      return null
    case "cancel":
      await endSession(container, checkout, shop, PaymentSessionStatus.CANCELED)
      return null
    case "expire":
      await expireInShop(container, checkout, shop)
      return null
    case "hold":
    case "wait":
    case "nothing":
      return null
  }
}

/** The order exists and waits: only for a session that was just re-read, and only while it has no payment (medusa-2.21.md, findings 1 and C). */
async function captureOnOrder(container: MedusaContainer, { session, payment, orderId, cartId }: ShopState): Promise<void> {
  if (!session || payment || !orderId) return
  const { id: payment_session_id, amount, currency_code } = session
  const input: CaptureOnOrderInput = { payment_session_id, order_id: orderId, amount, currency_code, cart_ids: cartId ? [cartId] : [] }
  await container.resolve(Modules.WORKFLOW_ENGINE).run(captureOnOrderWorkflowId, { input })
}

/** Completes the cart, which takes the confirmed money along. Answers why, when Medusa refuses for good. */
async function placeOrder(container: MedusaContainer, checkout: CheckoutRow, shop: ShopState): Promise<string | null> {
  if (!shop.cartId) return null
  // A declined or canceled attempt, this one or a newer one, left the session in a state that cannot be completed.
  if (shop.session && ["error", "canceled"].includes(shop.session.status)) {
    await setSessionStatus(container, shop, PaymentSessionStatus.PENDING)
  }
  // Medusa uses a payment that it has already without asking the provider, which would take the money.
  if (shop.payment && !(await container.resolve(ALMARA_MODULE).ledger.take(checkout.payment_session_id))) {
    throw new MedusaError(MedusaError.Types.CONFLICT, `The money of checkout ${checkout.checkout_reference} was dealt with meanwhile.`)
  }
  const { failure, hasFinished } = await completeCart(container, shop.cartId)
  if (!hasFinished) throw new MedusaError(MedusaError.Types.CONFLICT, "The cart is being completed by another request.")
  if (!failure) return null
  if (isRefusal(failure)) return failure.message
  throw failure instanceof Error && failure.message !== REPLACED ? failure : new MedusaError(MedusaError.Types.UNEXPECTED_STATE, whatIsKnownOf(failure))
}

/** By this sentence Medusa replaces whatever kept it from writing a payment down. */
const REPLACED = "Payment authorization failed"

function whatIsKnownOf(failure: unknown): string {
  const reason = reasonOf(failure, "The cart could not be completed.")
  return reason === REPLACED ? `The payment is confirmed, and Medusa could not write it down. Medusa says only "${REPLACED}"; the store's log has the cause, in the line "Error was thrown trying to authorize payment session".` : reason
}

const REFUSALS: readonly string[] = [MedusaError.Types.INVALID_DATA, MedusaError.Types.NOT_ALLOWED, MedusaError.Types.NOT_FOUND]

/** The workflow engine hands errors over as plain objects. */
function isRefusal(error: unknown): error is { type: string; message: string } {
  return typeof error === "object" && error !== null && "type" in error && "message" in error && REFUSALS.includes(String(error.type))
}

/** Only the newest attempt speaks for the session: an old one that is declined late must not close a new one. */
async function endSession(container: MedusaContainer, checkout: CheckoutRow, shop: ShopState, status: SessionStatus): Promise<void> {
  const [latest] = await container.resolve(ALMARA_MODULE).ledger.attempts(checkout.payment_session_id)
  if (latest?.id === checkout.id) await setSessionStatus(container, shop, status)
}

async function setSessionStatus(container: MedusaContainer, { session, payment }: ShopState, status: SessionStatus): Promise<void> {
  if (!session || payment || session.status === status) return
  // Without the currency this call throws (medusa-2.21.md, experiment L).
  await container.resolve(Modules.PAYMENT).updatePaymentSession({
    id: session.id,
    amount: session.amount,
    currency_code: session.currency_code,
    data: session.data,
    status,
  })
}

/** The unpaid order is canceled, which frees its stock, unless another attempt's money stands for it, is held for it, or may still come. */
async function expireInShop(container: MedusaContainer, checkout: CheckoutRow, shop: ShopState): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  if (shop.paymentCollectionId && (await ledger.settlementOf(shop.paymentCollectionId))) return
  if (shop.paymentCollectionId && (await ledger.heldOf(shop.paymentCollectionId))) return
  if ((await ledger.openBeside(checkout, shop.paymentCollectionId)).length > 0) return
  if (shop.home === "order_waiting" && shop.orderId) await cancelUnlessFulfilled(container, checkout, shop.orderId)
  await endSession(container, checkout, shop, PaymentSessionStatus.CANCELED)
}

/** An order that the merchant fulfills although it is not paid is the merchant's to end: Medusa refuses to cancel it. */
async function cancelUnlessFulfilled(container: MedusaContainer, checkout: CheckoutRow, orderId: string): Promise<void> {
  try {
    await cancelUnpaidOrder(container, orderId, "clock")
  } catch (error) {
    if (!isRefusal(error)) throw error
    await container.resolve(ALMARA_MODULE).ledger.update(checkout.id, { last_error: `The order is not paid, and Medusa does not cancel it: ${error.message}` })
  }
}

/** A process that died between capture and bookkeeping leaves an order that is captured and looks unpaid. */
async function writeMissingTransaction(container: MedusaContainer, checkout: CheckoutRow): Promise<void> {
  const shop = await readShopState(container, checkout)
  if (!shop.payment || !shop.orderId || shop.transactionWritten) return
  await container.resolve(Modules.ORDER).addOrderTransactions(
    shop.payment.captures.map((capture) => ({
      order_id: shop.orderId ?? "",
      amount: capture.amount,
      currency_code: checkout.currency_code,
      reference: "capture",
      reference_id: capture.id,
    }))
  )
}
