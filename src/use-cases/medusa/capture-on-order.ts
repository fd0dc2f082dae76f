import {
  acquireLockStep,
  addOrderTransactionStep,
  capturePaymentStep,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"
import type { CaptureDTO, PaymentDTO } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  when,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"

export interface CaptureOnOrderInput {
  payment_session_id: string
  order_id: string
  /** Of the session, which is what Medusa captures: major units, a decimal string. */
  amount: string
  currency_code: string
  /** The cart that the order was made of: Medusa may still be at it. */
  cart_ids: string[]
}

export const captureOnOrderWorkflowId = "capture-almara-payment"

/** As long as Medusa's own `process-payment-workflow` waits for a cart, and may keep it. */
const WAIT_IN_SECONDS = 30
const KEEP_IN_SECONDS = 120

/**
 * As Medusa's own step, whose every failure is called "Payment authorization failed": here the cause survives. Nothing
 * undoes it: what the provider confirmed is never canceled.
 */
const authorizeStep = createStep("authorize", async (paymentSessionId: string, { container }) => {
  // Null where the provider does not confirm it, whatever the types say.
  const payment = (await container
    .resolve(Modules.PAYMENT)
    .authorizePaymentSession(paymentSessionId, {})) as PaymentDTO | null
  if (!payment)
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      `Medusa made no payment of the session ${paymentSessionId}: its sum is another one now, or the money was dealt with.`,
    )
  return new StepResponse(payment)
})

/**
 * Puts confirmed money onto an order that exists, by the steps and under the lock of Medusa's
 * `process-payment-workflow`, without reading what settle has just read and without capturing once more what is
 * captured (decision 14). It announces nothing: `payment.captured` is for settle to say, once it has seen the money on
 * the order.
 */
export const captureOnOrderWorkflow = createWorkflow(
  captureOnOrderWorkflowId,
  (input: WorkflowData<CaptureOnOrderInput>) => {
    acquireLockStep({ key: input.cart_ids, timeout: WAIT_IN_SECONDS, ttl: KEEP_IN_SECONDS })
    // The provider answers "captured", so Medusa writes the payment together with its capture.
    const payment = authorizeStep(input.payment_session_id)
    // A payment that somebody had authorized before is still to be captured.
    const capturedNow = when("authorized-before", { payment }, ({ payment }) => capturesOf(payment).length === 0).then(
      () => capturePaymentStep({ payment_id: payment.id, amount: input.amount }),
    )
    const transactions = transform(
      { input, payment, capturedNow },
      ({ input: { order_id, amount, currency_code }, payment, capturedNow }) =>
        capturesOf(capturedNow ?? payment).map(({ id }) => ({
          order_id,
          amount,
          currency_code,
          reference: "capture",
          reference_id: id,
        })),
    )
    addOrderTransactionStep(transactions)
    releaseLockStep({ key: input.cart_ids })
  },
)

function capturesOf(payment: Pick<PaymentDTO, "captures">): CaptureDTO[] {
  return payment.captures ?? []
}
