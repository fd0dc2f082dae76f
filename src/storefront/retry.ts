import { checkoutPath, nextStep, type AlmaraCheckout, type AlmaraStep, type CallOptions } from "./checkout"
import { singleFlight } from "./single-flight"
import { callStore, type AlmaraStore } from "./store"

/**
 * Opens a new attempt for the same order or cart, after a decline, a cancellation or a failed opening, and says where
 * to send the browser. A second click, or another tab, gets the same attempt.
 * @throws AlmaraProblem `refused` when no new attempt is possible; ask for `can_retry` first.
 */
export function retryAlmaraPayment(
  store: AlmaraStore,
  paymentSessionId: string,
  { signal }: CallOptions = {},
): Promise<AlmaraStep> {
  const work = async (stop: AbortSignal): Promise<AlmaraStep> => {
    const { checkout } = await callStore<{ checkout: AlmaraCheckout }>(
      store,
      `${checkoutPath(paymentSessionId)}/retry`,
      { method: "POST", body: {}, signal: stop },
    )
    return nextStep(checkout)
  }
  return singleFlight(`retry ${paymentSessionId}`, work, signal)
}
