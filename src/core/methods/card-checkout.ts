import { signedUrls } from "../callback/signed-address"
import type { AlmaraClient } from "../gateway/client"
import { buildNewOrder } from "../gateway/new-order"
import { checkoutLines } from "../gateway/order-lines"
import { merchantRequestIdIn, readReport, redact } from "../gateway/wire"
import { smallestUnit } from "../money"
import type { AlmaraOptions } from "../options/options"
import type { CallbackFormat, PaymentMethod } from "./payment-method"

/**
 * The hosted card checkout: a page at Almara, and a status answer that names the sum and the reference (FACTS.md, B).
 */
export function cardCheckout({ client, options }: { client: AlmaraClient; options: AlmaraOptions }): PaymentMethod {
  return {
    name: "card",
    nextStep: "redirect",
    confirms: { amount: true, reference: true },
    carries: (currency) => ({ unit: smallestUnit(currency), least: smallestUnit(currency) }),
    open: async ({ merchantRequestId, reference, money, dueAt, lines }, limits) => {
      const { duplicate, checkoutUrl, ...answer } = await client.createCheckout(
        buildNewOrder({
          ...{ options, merchantRequestId, reference, money, dueAt },
          lines: checkoutLines({ lines, total: money, reference }),
          urls: await signedUrls({
            baseUrl: options.backendUrl,
            merchantRequestId,
            secrets: options.callbackSecret,
          }),
        }),
        limits,
      )
      return { ...answer, isDuplicate: duplicate, ...(checkoutUrl !== undefined && { pageUrl: checkoutUrl }) }
    },
    check: (merchantRequestId) => client.checkStatus({ merchantRequestId }),
  }
}

/** The documented callback (FACTS.md, A), and everything that no other method knows as its own. */
export const cardCallback: CallbackFormat = { fits: () => true, merchantRequestIdIn, redact, read: readReport }
