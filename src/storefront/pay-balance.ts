import type { OwingOrder } from "../core/views/owing-order"
import { nextStep, type AlmaraCheckout, type AlmaraStep, type CallOptions } from "./checkout"
import { singleFlight } from "./single-flight"
import { callStore, type AlmaraStore } from "./store"

/** An order of the signed-in customer that still owes something. */
export type OpenBalance = OwingOrder

/** The token of a payment link; or an order, for the customer who is signed in and whose order it is. */
export type BalanceToPay = { token: string } | { orderId: string }

/**
 * Opens the payment page for what an order owes now, and says where to send the browser. Asked twice it is the same
 * page.
 * @throws AlmaraProblem `unknown` for a link that is none, or none any more, and for an order that is not this
 * customer's; `refused` where nothing can be paid.
 *
 * @example
 * const step = await payBalance(medusa, { token: "k3v7…" })
 * if (step.kind === "pay") window.location.assign(step.url)
 */
export function payBalance(
  store: AlmaraStore,
  balance: BalanceToPay,
  { signal }: CallOptions = {},
): Promise<AlmaraStep> {
  const [path, body] =
    "token" in balance
      ? ["payment-links", { token: balance.token }]
      : [`orders/${encodeURIComponent(balance.orderId)}/pay`, {}]
  const work = async (stop: AbortSignal): Promise<AlmaraStep> => {
    const request = { method: "POST" as const, body, signal: stop }
    return nextStep((await callStore<{ checkout: AlmaraCheckout }>(store, `/store/almara/${path}`, request)).checkout)
  }
  return singleFlight(`balance ${"token" in balance ? balance.token : balance.orderId}`, work, signal)
}

/**
 * Returns the orders of the signed-in customer that still owe something, the newest first.
 * @throws AlmaraProblem `refused` when nobody is signed in.
 */
export async function openBalances(store: AlmaraStore, { signal }: CallOptions = {}): Promise<OpenBalance[]> {
  return (await callStore<{ orders: OpenBalance[] }>(store, "/store/almara/orders", { signal })).orders
}
