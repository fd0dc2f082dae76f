import {
  ALMARA_PROVIDER_ID,
  AlmaraProblem,
  readAlmaraCheckout,
  retryAlmaraPayment,
  startAlmaraPayment,
  startOverAlmaraPayment,
  type AlmaraCheckout,
  type AlmaraProblemKind,
  type AlmaraStep,
} from "../../src/storefront"
import type { Cart, Delivery, Shop } from "./shop"

/** Where the shopper goes next, or why there is no way on. */
export type NextStep = AlmaraStep | { kind: "problem"; problem: AlmaraProblemKind }

/**
 * The payment of a cart by Almara's hosted page. In a shop of yours the helper comes from
 * "medusa-payment-almara/storefront".
 */
export class Payment {
  private readonly underWay = new Map<string, Promise<NextStep>>()

  constructor(
    private readonly shop: Shop,
    private readonly providerId: string = ALMARA_PROVIDER_ID,
  ) {}

  /** Fixes delivery and total of a cart and starts its payment. A second click joins the first. */
  pay(cartId: string, delivery: Delivery): Promise<NextStep> {
    const running = this.underWay.get(cartId)
    if (running !== undefined) return running
    const starting = this.start(cartId, delivery).finally(() => this.underWay.delete(cartId))
    this.underWay.set(cartId, starting)
    return starting
  }

  /** The payment of a session; undefined while there is none. */
  checkout(paymentSessionId: string): Promise<AlmaraCheckout | undefined> {
    return readAlmaraCheckout(this.shop.medusa, paymentSessionId)
  }

  /** A new attempt to pay for the same order. */
  retry(paymentSessionId: string): Promise<NextStep> {
    return orProblem(() => retryAlmaraPayment(this.shop.medusa, paymentSessionId))
  }

  /** Gives an unpaid order up; returns the new cart with the same things. */
  async startOver(
    paymentSessionId: string,
  ): Promise<{ kind: "cart"; cartId: string } | { kind: "problem"; problem: AlmaraProblemKind }> {
    try {
      return { kind: "cart", ...(await startOverAlmaraPayment(this.shop.medusa, paymentSessionId)) }
    } catch (error) {
      return problemOf(error)
    }
  }

  /** The payment of a cart that is an order already, for a shopper who went back. */
  placedOrder(cart: Cart): AlmaraStep | undefined {
    const session =
      this.shop.isOrdered(cart) &&
      cart.payment_collection?.payment_sessions?.find(({ provider_id }) => provider_id === this.providerId)
    return session ? { kind: "result", paymentSessionId: session.id } : undefined
  }

  private start(cartId: string, delivery: Delivery): Promise<NextStep> {
    return orProblem(async () => {
      const cart = await this.shop.cart(cartId)
      if (!this.shop.isOrdered(cart)) await this.shop.setDelivery(cartId, delivery)
      return startAlmaraPayment(this.shop.medusa, { cartId, providerId: this.providerId })
    })
  }
}

/** What the shopper is told in words is for the log as well; everything else is a fault of ours. */
async function orProblem(work: () => Promise<AlmaraStep>): Promise<NextStep> {
  try {
    return await work()
  } catch (error) {
    return problemOf(error)
  }
}

function problemOf(error: unknown): { kind: "problem"; problem: AlmaraProblemKind } {
  console.error("The payment could not go on.", error)
  return { kind: "problem", problem: error instanceof AlmaraProblem ? error.kind : "unavailable" }
}
