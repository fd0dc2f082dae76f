import { doorOf, nextStep, type AlmaraCheckout, type AlmaraStep, type CallOptions } from "./checkout"
import { once } from "./once"
import { callStore, type AlmaraStore } from "./store"

/**
 * Opens a new attempt for the same order or cart, after a decline, a cancellation or a stumble, and says where to send the browser.
 * A second click, or another tab, gets the same attempt.
 * @throws AlmaraProblem `refused` when no new attempt is possible; ask for `can_retry` first.
 */
export function retryAlmaraPayment(store: AlmaraStore, paymentSessionId: string, { signal }: CallOptions = {}): Promise<AlmaraStep> {
  const work = async (stop: AbortSignal): Promise<AlmaraStep> => {
    const { checkout } = await callStore<{ checkout: AlmaraCheckout }>(store, `${doorOf(paymentSessionId)}/retry`, { method: "POST", body: {}, signal: stop })
    return nextStep(checkout)
  }
  return once(`retry ${paymentSessionId}`, work, signal)
}
