import type { Logger } from "@medusajs/framework/types"
import { isInsecure } from "../core/options/option-warnings"
import type { PaymentIds } from "./spans"
import { logSummed } from "./log"

/** Warns, a few times a minute at the most, where a shopper is sent to a payment page by plain http. */
export function warnOfInsecurePage(logger: Logger, pageUrl: string, ids: PaymentIds): void {
  if (!isInsecure(pageUrl)) return
  const { origin } = new URL(pageUrl)
  const sentence = `the payment page is at ${origin}: by plain http it can be read and changed on the way`
  logSummed(logger, "checkout.page_insecure", sentence, ids)
}
