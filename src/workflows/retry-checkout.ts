import { ContainerRegistrationKeys, MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError, type AlmaraError } from "../core/errors"
import { money, roundToMinor } from "../core/money"
import { mayRetry } from "../core/shopper-view"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"
import { openCheckout } from "../providers/almara/open-checkout"
import { logEvent } from "../telemetry/log"
import { readShopState, type ShopState } from "./read-shop-state"
import { timeToPay } from "./time-to-pay"

/** Almara could not open the attempt now; the same request may work in a moment. The message is for the shopper. */
export class RetryStumbled extends MedusaError {
  constructor(message: string) {
    super(MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR, message)
  }
}

/**
 * Opens a new attempt for the same order or cart, after a decline or a cancellation, within the due date. One that was left
 * behind without its page is taken up again; an order whose placing died before it opened one gets its first: Medusa takes
 * that order for complete and never asks again. Two tabs that ask at once get the same attempt. Throws NOT_FOUND for an
 * unknown session, NOT_ALLOWED, with a sentence for the shopper, when no new attempt is possible, and RetryStumbled.
 */
export async function retryCheckout(container: MedusaContainer, paymentSessionId: string): Promise<void> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  // The other tab may be waiting for Almara; whoever waits for the lock waits longer than that.
  const timeout = Math.ceil(options.timeoutInMilliseconds / 1000) + 3
  const openOnce = async () => {
    const attempts = await ledger.attempts(paymentSessionId)
    const [latest] = attempts
    if (latest?.state === "open" && latest.checkout_url) return
    const shop = await readShopState(container, latest ?? { payment_session_id: paymentSessionId, payment_collection_id: null })
    if (!latest && !(shop.home === "order_waiting" && (await isOurSession(container, paymentSessionId)))) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no card payment to try again.")
    }
    const isWaiting = isWaitingFor(latest, shop)
    if (latest && !mayRetry(attempts, { isWaiting, maximumAttempts: options.maximumAttempts, now: latest.read_at, ...(await timeToPay(container, latest, shop.orderId)) })) {
      throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This payment cannot be tried again. Please contact the store.")
    }
    if (!shop.session || !isWaiting) {
      throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "There is nothing left to pay here. Please contact the store.")
    }
    await openAttempt(container, shop.session)
    await container.resolve(Modules.PAYMENT).updatePaymentSession({
      id: shop.session.id,
      amount: shop.session.amount,
      currency_code: shop.session.currency_code,
      data: shop.session.data,
      status: shop.home === "order_waiting" ? PaymentSessionStatus.PENDING_AUTHORIZATION : PaymentSessionStatus.PENDING,
    })
  }
  await container.resolve(Modules.LOCKING).execute(`almara-retry-${paymentSessionId}`, openOnce, { timeout })
}

/** Order first, nobody may pay before the order is there: its placing may still be rolled back. */
function isWaitingFor(latest: CheckoutRow | undefined, { home }: ShopState): boolean {
  return home === "order_waiting" || (home === "cart_open" && latest?.placement === "pay_first")
}

async function openAttempt(container: MedusaContainer, session: NonNullable<ShopState["session"]>): Promise<void> {
  const { ledger, client, options } = container.resolve(ALMARA_MODULE)
  try {
    const total = roundToMinor(money(session.amount, session.currency_code))
    await openCheckout({ ledger, client, options, paymentSessionId: session.id, money: total, actor: "shopper" })
  } catch (error) {
    if (!isAlmaraError(error)) throw error
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logEvent(logger, "checkout.not_opened", `no new attempt could be opened: ${error.message}`, { payment_session_id: session.id })
    throw forShopper(error)
  }
}

/** What Almara or we refuse will be refused again; everything else is trouble of the moment, or the store's to mend. */
function forShopper({ kind, shopperMessage }: AlmaraError): MedusaError {
  return kind === "refused" ? new MedusaError(MedusaError.Types.NOT_ALLOWED, shopperMessage) : new RetryStumbled(shopperMessage)
}

async function isOurSession(container: MedusaContainer, paymentSessionId: string): Promise<boolean> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "payment_session", fields: ["provider_id"], filters: { id: paymentSessionId } })
  return data[0]?.provider_id.startsWith("pp_almara_") ?? false
}
