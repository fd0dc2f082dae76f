import { MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { captureOnOrderWorkflowId, type CaptureOnOrderInput } from "../../medusa/capture-on-order"
import { completeCart } from "../../medusa/complete-cart"
import { endSession, setSessionStatus } from "../../medusa/end-session"
import { expireInMedusa } from "../../cancel/expire-in-medusa"
import { reasonOf } from "../../../telemetry/log"
import { isFinalMedusaError } from "../../medusa/final-medusa-error"
import { readWrittenMedusaSnapshot, type MedusaSnapshot } from "../../medusa/snapshot"
import type { RecordedDecision } from "./record-decision"

export interface AppliedDecision {
  /** Why Medusa definitely refused to place a paid cart; null when nothing stands against it. */
  rejectionReason: string | null
  /** An attempt whose time is over was not ended after all: it is looked at again soon. */
  isPutOff?: boolean
}

/**
 * Does in Medusa what was decided. Everything here may be run again after a crash: it looks at what stands already.
 * @throws when Medusa could not do it now.
 */
export async function applyDecision(
  container: MedusaContainer,
  checkout: CheckoutRow,
  { decision, snapshot }: RecordedDecision,
): Promise<AppliedDecision> {
  switch (decision.kind) {
    case "capture":
      await captureOnOrder(container, snapshot)
      break
    case "place":
      return { rejectionReason: await placeOrder(container, checkout, snapshot) }
    case "verify":
      await writeMissingTransaction(container, checkout)
      break
    case "fail":
      await endSession(container, checkout, snapshot, PaymentSessionStatus.ERROR)
      break
    case "cancel":
      await endSession(container, checkout, snapshot, PaymentSessionStatus.CANCELED)
      break
    case "expire":
      return { rejectionReason: null, isPutOff: await expireInMedusa(container, checkout, snapshot) }
    case "hold":
    case "wait":
    case "nothing":
  }
  return { rejectionReason: null }
}

/**
 * The order exists and waits: only for a session that was just re-read, and only while it has no payment
 * (medusa-2.21.md, findings 1 and C).
 */
async function captureOnOrder(
  container: MedusaContainer,
  { session, payment, orderId, cartId }: MedusaSnapshot,
): Promise<void> {
  if (!session || payment || !orderId) return
  const { id: payment_session_id, amount, currency_code } = session
  const input: CaptureOnOrderInput = {
    payment_session_id,
    order_id: orderId,
    amount,
    currency_code,
    cart_ids: cartId ? [cartId] : [],
  }
  await container.resolve(Modules.WORKFLOW_ENGINE).run(captureOnOrderWorkflowId, { input })
}

/** Completes the cart, which takes the confirmed money along. Returns why, when Medusa refuses for good. */
async function placeOrder(
  container: MedusaContainer,
  checkout: CheckoutRow,
  snapshot: MedusaSnapshot,
): Promise<string | null> {
  if (!snapshot.cartId) return null
  // A declined or canceled attempt, this one or a newer one, left the session in a state that cannot be completed.
  if (snapshot.session && ["error", "canceled"].includes(snapshot.session.status)) {
    await setSessionStatus(container, snapshot, PaymentSessionStatus.PENDING)
  }
  // Medusa uses a payment that it has already without asking the provider, which would take the money.
  if (snapshot.payment && !(await container.resolve(ALMARA_MODULE).ledger.take(checkout.payment_session_id))) {
    throw new MedusaError(
      MedusaError.Types.CONFLICT,
      `The money of checkout ${checkout.checkout_reference} was dealt with meanwhile.`,
    )
  }
  const { failure, hasFinished } = await completeCart(container, snapshot.cartId)
  if (!hasFinished) throw new MedusaError(MedusaError.Types.CONFLICT, "The cart is being completed by another request.")
  if (!failure) return null
  if (isFinalMedusaError(failure)) return failure.message
  throw failure instanceof Error && failure.message !== REPLACED
    ? failure
    : new MedusaError(MedusaError.Types.UNEXPECTED_STATE, whatIsKnownOf(failure))
}

/** By this sentence Medusa replaces whatever kept it from writing a payment down. */
const REPLACED = "Payment authorization failed"

function whatIsKnownOf(failure: unknown): string {
  const reason = reasonOf(failure, "The cart could not be completed.")
  return reason === REPLACED
    ? `The payment is confirmed, and Medusa could not write it down. Medusa says only "${REPLACED}"; the store's log has the cause, in the line "Error was thrown trying to authorize payment session".`
    : reason
}

/** A process that died between capture and bookkeeping leaves an order that is captured and looks unpaid. */
async function writeMissingTransaction(container: MedusaContainer, checkout: CheckoutRow): Promise<void> {
  const snapshot = await readWrittenMedusaSnapshot(container, checkout)
  if (!snapshot.payment || !snapshot.orderId || snapshot.transactionWritten) return
  await container.resolve(Modules.ORDER).addOrderTransactions(
    snapshot.payment.captures.map((capture) => ({
      order_id: snapshot.orderId ?? "",
      amount: capture.amount,
      currency_code: checkout.currency_code,
      reference: "capture",
      reference_id: capture.id,
    })),
  )
}
