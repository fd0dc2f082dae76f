import { doorOf, nextStep, type AlmaraCheckout, type AlmaraStep, type CallOptions } from "./checkout"
import { once } from "./once"
import { callStore, type AlmaraStore } from "./store"

/**
 * Opens a new attempt for the same order or cart, after a decline or a cancellation, and says where to send the browser.
 * A second click, or another tab, gets the same attempt.
 * @throws AlmaraProblem `refused` when no new attempt is possible; ask for `can_retry` first.
 */
export function retryAlmaraPayment(store: AlmaraStore, paymentSessionId: string, { signal }: CallOptions = {}): Promise<AlmaraStep> {
  return once(`retry ${paymentSessionId}`, async () => {
    const { checkout } = await callStore<{ checkout: AlmaraCheckout }>(store, `${doorOf(paymentSessionId)}/retry`, { method: "POST", body: {}, signal })
    return nextStep(checkout)
  })
}
