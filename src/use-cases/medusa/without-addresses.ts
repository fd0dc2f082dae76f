import { maskText, withheld, plainLine } from "../../core/text"

const LONGEST_REASON = 300
const PAYMENT_LINK = /\/checkout\/pay\/[a-z2-7]+/gi

/**
 * Returns why something could not be sent, such as may be kept and shown: a provider may repeat whom it wrote to, and
 * what.
 */
export function withoutAddresses(reason: string, secrets: readonly string[]): string {
  const told = secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, withheld), plainLine(reason))
  return maskText(told.replace(PAYMENT_LINK, withheld), LONGEST_REASON)
}
