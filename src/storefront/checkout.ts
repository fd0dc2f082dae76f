import type { PublicCheckout, PublicReason, PublicStatus } from "../core/views/public-checkout"
import { AlmaraProblem } from "./problem"
import { callStore, type AlmaraStore } from "./store"

/** What the store tells a shopper about a payment. */
export type AlmaraCheckout = PublicCheckout
export type AlmaraStatus = PublicStatus
/** Why a payment failed, or is being looked at. */
export type AlmaraReason = PublicReason

/** Where the shopper goes next: to Almara's page, or to the storefront's own result page. */
export type AlmaraStep =
  | { kind: "pay"; url: string; paymentSessionId: string; checkout: AlmaraCheckout }
  | { kind: "result"; paymentSessionId: string; checkout?: AlmaraCheckout }

export interface CallOptions {
  signal?: AbortSignal
}

/** The address of the result page as it came: the whole of it, its query, or what a framework made of the query. */
export type ReturnAddress = string | URL | URLSearchParams | Record<string, string | string[] | undefined>

/**
 * The payment session's id that the store put into the address of the result page; undefined when there is none. It is
 * a key to be asked with, and says nothing about the payment: that comes from the store.
 */
export function readPaymentSessionId(address: ReturnAddress): string | undefined {
  const id = parameters(address)
  return id !== undefined && /^[\w-]{1,100}$/.test(id) ? id : undefined
}

/**
 * Reads a payment as its shopper may see it; undefined when the store knows no such payment (yet).
 * @throws AlmaraProblem when the store cannot be asked.
 */
export async function readAlmaraCheckout(
  store: AlmaraStore,
  paymentSessionId: string,
  { signal }: CallOptions = {},
): Promise<AlmaraCheckout | undefined> {
  try {
    const { checkout } = await callStore<{ checkout: AlmaraCheckout }>(store, checkoutPath(paymentSessionId), {
      method: "GET",
      signal,
    })
    return checkout
  } catch (error) {
    if (error instanceof AlmaraProblem && error.kind === "unknown") return undefined
    throw error
  }
}

/**
 * Whether there is nothing more to wait for. A paid payment without its order is not settled: the order is just being
 * placed. One that failed before it had its page is: the shopper has to try again.
 */
export function isSettled({
  status,
  order,
  can_retry,
}: Pick<AlmaraCheckout, "status" | "order" | "can_retry">): boolean {
  if (status === "paid") return order !== null
  return status === "created" || status === "open" ? can_retry : true
}

/** Where the shopper of this payment goes now. Never to an address that is not a web page. */
export function nextStep(checkout: AlmaraCheckout): AlmaraStep {
  const { payment_session_id: paymentSessionId, checkout_url: url } = checkout
  const isPayable = checkout.status === "created" || checkout.status === "open"
  return isPayable && url !== null && /^https?:\/\//i.test(url)
    ? { kind: "pay", url, paymentSessionId, checkout }
    : { kind: "result", paymentSessionId, checkout }
}

/** The store's endpoint for a payment. */
export function checkoutPath(paymentSessionId: string): string {
  return `/store/almara/checkouts/${encodeURIComponent(paymentSessionId)}`
}

function parameters(address: ReturnAddress): string | undefined {
  const name = "payment_session_id"
  if (address instanceof URLSearchParams) return address.get(name) ?? undefined
  if (address instanceof URL) return address.searchParams.get(name) ?? undefined
  if (typeof address === "string") {
    const query = address.includes("?") ? address.slice(address.indexOf("?")) : address
    return new URLSearchParams(query.split("#")[0]).get(name) ?? undefined
  }
  const value = address[name]
  return Array.isArray(value) ? value[0] : value
}
