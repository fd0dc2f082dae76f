import { ContainerRegistrationKeys, MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../core/errors"
import { money, roundToMinor } from "../core/money"
import { ALMARA_MODULE } from "../modules/almara"
import { openCheckout } from "../providers/almara/open-checkout"
import { readShopState } from "./read-shop-state"
import { mayRetry } from "./view-checkout"

/**
 * Opens a new attempt for the same order or cart, after a decline or a cancellation, within the due date; or the first
 * one, for an order whose placing died before it opened one: Medusa takes that order for complete and never asks again.
 * Two tabs that ask at once get the same attempt. Throws NOT_FOUND for an unknown session and NOT_ALLOWED, with a sentence for the
 * shopper, when no new attempt is possible.
 */
export async function retryCheckout(container: MedusaContainer, paymentSessionId: string): Promise<void> {
  const { ledger, client, options } = container.resolve(ALMARA_MODULE)
  await container.resolve(Modules.LOCKING).execute(`almara-retry-${paymentSessionId}`, async () => {
    const attempts = await ledger.attempts(paymentSessionId)
    const [latest] = attempts
    if (latest?.state === "open" && latest.checkout_url) return
    if (latest && !mayRetry(attempts, options.maximumAttempts)) {
      throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This payment cannot be tried again. Please contact the store.")
    }
    const shop = await readShopState(container, latest ?? { payment_session_id: paymentSessionId, payment_collection_id: null })
    if (!latest && !(shop.home === "order_waiting" && (await isOurSession(container, paymentSessionId)))) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no card payment to try again.")
    }
    if (!shop.session || (shop.home !== "order_waiting" && shop.home !== "cart_open")) {
      throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "There is nothing left to pay here. Please contact the store.")
    }
    try {
      await openCheckout({
        ledger,
        client,
        options,
        paymentSessionId,
        money: roundToMinor(money(shop.session.amount, shop.session.currency_code)),
        actor: "shopper",
      })
    } catch (error) {
      if (isAlmaraError(error)) throw new MedusaError(MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR, error.shopperMessage)
      throw error
    }
    await container.resolve(Modules.PAYMENT).updatePaymentSession({
      id: shop.session.id,
      amount: shop.session.amount,
      currency_code: shop.session.currency_code,
      data: shop.session.data,
      status: shop.home === "order_waiting" ? PaymentSessionStatus.PENDING_AUTHORIZATION : PaymentSessionStatus.PENDING,
    })
  })
}

async function isOurSession(container: MedusaContainer, paymentSessionId: string): Promise<boolean> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "payment_session", fields: ["provider_id"], filters: { id: paymentSessionId } })
  return data[0]?.provider_id.startsWith("pp_almara_") ?? false
}
