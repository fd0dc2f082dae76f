import { MedusaError, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { askOf } from "../../core/checkout/owed"
import { askedBy } from "../../core/methods/payment-method"
import type { Money } from "../../core/money"
import { methodNameOf } from "../../core/provider-id"
import type { PublicCheckout } from "../../core/views/public-checkout"
import { ALMARA_MODULE } from "../../modules/almara"
import { ONLY_ACCOUNT } from "../../modules/almara/setup/methods"
import { collectionToPay, openCollectionsFor } from "../medusa/line-up-collections"
import { payableSession, providerFor } from "../medusa/payable-session"
import { isPayable, readMedusaSnapshot, readOrderSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { isLockTimeout } from "../single-flight"
import { RetryUnavailableError, retryCheckout, type MoreAttempts } from "./retry-checkout"
import { viewCheckout } from "./view-checkout"

/** Why an order without a payment session of ours cannot be paid. */
export type NotPayable = "paid" | "canceled" | "money_held" | "not_here"

/**
 * What an order asks its shopper for now; else the payment session that tells why nothing is asked for, or the reason.
 */
export type OrderBalance =
  | { kind: "payable"; displayId: number; asked: Money }
  | { kind: "told"; paymentSessionId: string }
  | { kind: "not_payable"; reason: NotPayable }

/** Attempts from before this moment do not count. */
export interface Since {
  since?: Date
}

const BUSY = "Your payment is being prepared. Please try again in a moment."

/**
 * Returns what an order asks for now. Nothing is opened or changed by looking.
 */
export async function balanceOfOrder(
  container: MedusaContainer,
  orderId: string,
  { since }: Since = {},
): Promise<OrderBalance> {
  const sessionId = await container.resolve(ALMARA_MODULE).ledger.newestSessionOf(orderId)
  const view = sessionId && (await viewCheckout(container, sessionId, await moreAttempts(container, sessionId, since)))
  if (view && view.checkout_url === null && !view.can_retry)
    return { kind: "told", paymentSessionId: view.payment_session_id }
  const snapshot = await readOrderSnapshot(container, orderId)
  const reason = whyNotPayable(snapshot)
  if (reason) return { kind: "not_payable", reason }
  const asked = await askedNow(container, snapshot, sessionId)
  if (!asked || snapshot.displayId === null) return { kind: "not_payable", reason: "not_here" }
  return { kind: "payable", displayId: snapshot.displayId, asked }
}

/**
 * Opens a page for what an order owes now, or finds the one that is open. Of several people at once all get the same
 * one.
 * @throws NOT_ALLOWED with a sentence for the shopper where it cannot be paid, and RetryUnavailableError.
 */
export async function payOrder(
  container: MedusaContainer,
  orderId: string,
  { since }: Since = {},
): Promise<PublicCheckout> {
  const asked = await sessionToPay(container, orderId)
  const more = await moreAttempts(container, asked, since)
  const view = await viewCheckout(container, await retryCheckout(container, asked, more), more)
  if (!view) throw new RetryUnavailableError(BUSY)
  return view
}

async function sessionToPay(container: MedusaContainer, orderId: string): Promise<string> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const known = await ledger.newestSessionOf(orderId)
  if (known) return known
  try {
    return await container
      .resolve(Modules.LOCKING)
      .execute(`almara-pay-order-${orderId}`, () => madeSession(container, orderId), {
        timeout: Math.ceil(options.timeoutInMilliseconds / 1000) + 3,
      })
  } catch (error) {
    throw isLockTimeout(error) ? new RetryUnavailableError(BUSY) : error
  }
}

/** A second one who asks finds the session that the first one has made. */
async function madeSession(container: MedusaContainer, orderId: string): Promise<string> {
  const snapshot = await readOrderSnapshot(container, orderId)
  const provider = await providerFor(container, { orderId, session: null })
  if (whyNotPayable(snapshot) || !provider || !snapshot.owed)
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This order cannot be paid here. Please contact the store.")
  const asked = { id: "", provider_id: provider, currency_code: snapshot.owed.currency.toLowerCase() }
  return (await payableSession(container, snapshot, asked)).id
}

function whyNotPayable(snapshot: MedusaSnapshot): NotPayable | undefined {
  const { orderState, isMoneyHeld } = snapshot
  if (orderState === "order_canceled") return "canceled"
  if (orderState === "order_paid") return "paid"
  if (!isPayable(snapshot)) return "not_here"
  return isMoneyHeld ? "money_held" : undefined
}

/**
 * What the next page asks for, as its method can carry it: of the newest session's payment collection first, as where
 * that page is opened. Undefined where no method of ours can.
 */
async function askedNow(
  container: MedusaContainer,
  { orderId, owed }: MedusaSnapshot,
  sessionId: string | undefined,
): Promise<Money | undefined> {
  const newest = { payment_session_id: sessionId ?? "", payment_collection_id: null }
  const { session, paymentCollectionId } = await readMedusaSnapshot(container, newest)
  const provider = orderId && (await providerFor(container, { orderId, session }))
  if (!provider || !owed) return undefined
  const method = container.resolve(ALMARA_MODULE).methodOf({ method: methodNameOf(provider), account: ONLY_ACCOUNT })
  const collection = collectionToPay(await openCollectionsFor(container, orderId, owed), paymentCollectionId)
  const ask = askOf({ owed, lacks: collection?.amount ?? owed })
  return ask && method.carries(owed.currency) ? askedBy(method, ask.exact) : undefined
}

async function moreAttempts(container: MedusaContainer, sessionId: string, since?: Date): Promise<MoreAttempts> {
  if (!since) return {}
  const attempts = await container.resolve(ALMARA_MODULE).ledger.attempts(sessionId)
  return { moreAttempts: attempts.filter(({ created_at }) => created_at < since).length }
}
