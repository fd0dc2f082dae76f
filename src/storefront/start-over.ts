import { checkoutPath, type CallOptions } from "./checkout"
import { singleFlight } from "./single-flight"
import { callStore, type AlmaraStore } from "./store"

/**
 * Gives an unpaid order up, and returns a new cart with the same things: for the shopper who left the payment and wants
 * to order something else. Ask for `can_start_over` first, and only by a button: the order is gone then, and its page
 * must not be paid any more. A second click joins the first.
 * @throws AlmaraProblem `refused` when the order stays, for instance because it is paid; `unavailable` when that cannot
 * be found out now.
 */
export function startOverAlmaraPayment(
  store: AlmaraStore,
  paymentSessionId: string,
  { signal }: CallOptions = {},
): Promise<{ cartId: string }> {
  const work = async (stop: AbortSignal): Promise<{ cartId: string }> => {
    const { cart_id: cartId } = await callStore<{ cart_id: string }>(
      store,
      `${checkoutPath(paymentSessionId)}/start-over`,
      { method: "POST", body: {}, signal: stop },
    )
    return { cartId }
  }
  return singleFlight(`start-over ${paymentSessionId}`, work, signal)
}
