import { MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { captureOnOrderWorkflowId, type CaptureOnOrderInput } from "../../medusa/capture-on-order"
import { completeCart } from "../../medusa/complete-cart"
import { endSession, setSessionStatus } from "../../medusa/end-session"
import { expireInShop } from "../../medusa/expire-in-shop"
import { reasonOf } from "../../../telemetry/log"
import { isRefusal } from "../../medusa/medusa-refusal"
import { readShopState, type ShopState } from "../../medusa/order-state"
import type { Recorded } from "./record-verdict"

export interface CarriedOut {
  /** Why Medusa definitely refused to place a paid cart; null when nothing stands against it. */
  refusedBecause: string | null
  /** An attempt whose time is over was not ended after all: it is looked at again soon. */
  isPutOff?: boolean
}

/**
 * Does in Medusa what was decided. Everything here may be run again after a crash: it looks at what stands already.
 * Throws when Medusa could not do it now.
 */
export async function carryOutVerdict(container: MedusaContainer, checkout: CheckoutRow, recorded: Recorded): Promise<CarriedOut> {
  if (recorded.verdict.kind === "expire") return { refusedBecause: null, isPutOff: await expireInShop(container, checkout, recorded.shop) }
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
