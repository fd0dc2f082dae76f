import { MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../core/errors"
import { money, roundToMinor } from "../core/money"
import { ALMARA_MODULE } from "../modules/almara"
import { openCheckout } from "../providers/almara/open-checkout"
import { readShopState } from "./steps/read-home"
import { mayRetry } from "./view-checkout"

/**
 * Opens a new attempt for the same order or cart, after a decline or a cancellation, within the due date. Two tabs that
 * ask at once get the same attempt. Throws NOT_FOUND for an unknown session and NOT_ALLOWED, with a sentence for the
 * shopper, when no new attempt is possible.
 */
export async function retryCheckout(container: MedusaContainer, paymentSessionId: string): Promise<void> {
  const { ledger, client, options } = container.resolve(ALMARA_MODULE)
  await container.resolve(Modules.LOCKING).execute(`almara-retry-${paymentSessionId}`, async () => {
    const attempts = await ledger.attempts(paymentSessionId)
    const [latest] = attempts
    if (!latest) throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no card payment to try again.")
    if (latest.state === "open" && latest.checkout_url) return
    if (!mayRetry(attempts, options.maximumAttempts)) {
      throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This payment cannot be tried again. Please contact the store.")
    }
    const shop = await readShopState(container, latest)
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
