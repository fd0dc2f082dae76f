import { setTimeout as pause } from "node:timers/promises"
import { FetchError } from "@medusajs/js-sdk"
import type { Cart, Delivery, Shop } from "./shop"

/** What `GET /store/almara/checkouts/:payment_session_id` tells the shopper. */
export interface AlmaraCheckout {
  payment_session_id: string
  placement: "order_first" | "pay_first"
  status: "created" | "open" | "pending" | "paid" | "failed" | "canceled" | "expired" | "review"
  /** Almara's page, as long as it can be paid there. */
  checkout_url: string | null
  message: string
  can_retry: boolean
  order: { id: string; display_id: number } | null
  amount: string
  currency_code: string
  due_at: string
}

/** Where the shopper goes next. */
export type NextStep =
  | { kind: "pay"; url: string }
  | { kind: "result"; paymentSessionId: string }
  | { kind: "problem"; message: string }

/** Sessions that Medusa can still complete a cart with. */
const usable = ["pending", "requires_more", "pending_authorization", "authorized"]

/** How long another request is waited for that is just placing the same order. */
const pausesInMilliseconds = [0, 300, 700, 1_500, 2_500]

/** The payment of a cart by Almara's hosted page. */
export class Payment {
  private readonly underWay = new Map<string, Promise<NextStep>>()

  constructor(
    private readonly shop: Shop,
    private readonly providerId: string
  ) {}

  /**
   * Takes a cart to its payment: fixes delivery and total, opens a payment session, places the order (unless the store
   * takes the money first), and says where the shopper goes. A second click joins the first: were it to open
   * a session of its own, Medusa would delete the one that the shopper is about to pay.
   */
  pay(cartId: string, delivery: Delivery): Promise<NextStep> {
    const running = this.underWay.get(cartId)
    if (running !== undefined) return running
    const starting = this.start(cartId, delivery).finally(() => this.underWay.delete(cartId))
    this.underWay.set(cartId, starting)
    return starting
  }

  /** The payment of a session; undefined while there is none. */
  async checkout(paymentSessionId: string): Promise<AlmaraCheckout | undefined> {
    try {
      return await this.ask(paymentSessionId)
    } catch (error) {
      if (error instanceof FetchError && error.status === 404) return undefined
      throw error
    }
  }

  /** A new attempt to pay for the same order. */
  async retry(paymentSessionId: string): Promise<NextStep> {
    return this.orProblem(async () => next(paymentSessionId, await this.ask(paymentSessionId, "POST", "/retry")))
  }

  /** Where to look for the payment of a cart that is an order already. */
  placedOrder(cart: Cart): Exclude<NextStep, { kind: "problem" }> | undefined {
    const paymentSessionId = isCompleted(cart) ? this.sessionOf(cart) : undefined
    return paymentSessionId === undefined ? undefined : { kind: "result", paymentSessionId }
  }

  private start(cartId: string, delivery: Delivery): Promise<NextStep> {
    return this.orProblem(async () => {
      const found = await this.shop.cart(cartId)
      if (isCompleted(found)) return this.continueOrder(found)
      const cart = await this.shop.setDelivery(cartId, delivery)
      const sessionId = this.sessionOf(cart) ?? (await this.openSession(cart))
      const checkout = await this.checkout(sessionId)
      return checkout?.placement === "pay_first" ? next(sessionId, checkout) : this.placeOrder(cartId, sessionId)
    })
  }

  private async placeOrder(cartId: string, sessionId: string): Promise<NextStep> {
    try {
      const answer = await this.shop.medusa.store.cart.complete(cartId)
      if (answer.type === "cart") return { kind: "problem", message: answer.error.message }
    } catch (error) {
      // Somebody else is completing this very cart: the order that they place is ours as well.
      if (!(error instanceof FetchError && error.status === 409)) throw error
    }
    return this.whenThere(sessionId)
  }

  /** The order exists already, from an earlier click or another tab. */
  private async continueOrder(cart: Cart): Promise<NextStep> {
    const sessionId = this.sessionOf(cart)
    return sessionId === undefined ? { kind: "problem", message: "This order was already placed." } : this.whenThere(sessionId)
  }

  private async whenThere(sessionId: string): Promise<NextStep> {
    for (const milliseconds of pausesInMilliseconds) {
      await pause(milliseconds)
      const checkout = await this.checkout(sessionId)
      if (checkout !== undefined && checkout.status !== "created") return next(sessionId, checkout)
    }
    return { kind: "result", paymentSessionId: sessionId }
  }

  /** Medusa deletes a cart's session when its total changes: one that is left is right. */
  private sessionOf(cart: Cart): string | undefined {
    const sessions = cart.payment_collection?.payment_sessions ?? []
    const statuses = isCompleted(cart) ? undefined : usable
    return sessions.find(({ provider_id, status }) => provider_id === this.providerId && (statuses?.includes(status) ?? true))?.id
  }

  private async openSession(cart: Cart): Promise<string> {
    const { payment_collection } = await this.shop.medusa.store.payment.initiatePaymentSession(cart, { provider_id: this.providerId })
    const session = payment_collection.payment_sessions?.find(({ provider_id }) => provider_id === this.providerId)
    if (session === undefined) throw new Error("The store opened no payment session.")
    return session.id
  }

  private async ask(paymentSessionId: string, method = "GET", action = ""): Promise<AlmaraCheckout> {
    const door = `/store/almara/checkouts/${encodeURIComponent(paymentSessionId)}${action}`
    const { checkout } = await this.shop.medusa.client.fetch<{ checkout: AlmaraCheckout }>(door, { method })
    return checkout
  }

  /** What the store refuses, it says in a sentence for the shopper; what else fails is for the log. */
  private async orProblem(work: () => Promise<NextStep>): Promise<NextStep> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof FetchError && error.status !== undefined && error.status < 500) {
        return { kind: "problem", message: error.message }
      }
      console.error("The payment could not be started.", error)
      return { kind: "problem", message: "The payment could not be started. Nothing was charged. Please try again in a moment." }
    }
  }
}

function isCompleted(cart: Cart): boolean {
  return Boolean((cart as Cart & { completed_at?: string | null }).completed_at)
}

function next(paymentSessionId: string, { status, checkout_url }: AlmaraCheckout): NextStep {
  const payable = checkout_url !== null && (status === "created" || status === "open" || status === "pending")
  return payable ? { kind: "pay", url: checkout_url } : { kind: "result", paymentSessionId }
}
