import { isSameMoney, money } from "../../core/money"
import type { Mismatch } from "../../core/checkout/decide"
import type { AlmaraReport } from "../../core/gateway/wire"
import { askedBy, type PaymentMethod } from "../../core/methods/payment-method"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import type { MedusaSnapshot } from "../medusa/snapshot"

/**
 * Returns what in Almara's report differs from what a checkout asked for; undefined where nothing does, or nothing was
 * reported. Medusa ignores what a callback says about the amount (medusa-2.21.md, finding 3): it is compared here.
 */
export function mismatchOf(
  checkout: Pick<CheckoutRow, "amount" | "currency_code" | "checkout_reference">,
  report: Pick<AlmaraReport, "money" | "checkoutReference"> | null,
  { owed, session }: Pick<MedusaSnapshot, "owed" | "session">,
  method: Pick<PaymentMethod, "confirms" | "carries">,
): Mismatch | undefined {
  const expected = money(checkout.amount, checkout.currency_code)
  if (!report) return undefined
  const isOther = isOtherReference(checkout, report, method)
  if (report.money && report.money.currency !== expected.currency) return "currency"
  if (!report.money && method.confirms.amount) return isOther ? "reference" : "amount_unreadable"
  if (report.money && !isSameMoney(report.money, expected)) return "amount"
  if (isOther) return "reference"
  if (owed && owed.currency !== expected.currency) return "currency"
  if (!session) return undefined
  // Medusa captures the session's amount, so that must be what was paid as well.
  const sessionMoney = askedBy(method, money(session.amount, session.currency_code))
  if (sessionMoney.currency !== expected.currency) return "currency"
  return isSameMoney(sessionMoney, expected) ? undefined : "amount"
}

/** Returns whether a report is about another checkout than ours, or does not say although its method's reports do. */
export function isOtherReference(
  { checkout_reference }: Pick<CheckoutRow, "checkout_reference">,
  { checkoutReference }: Pick<AlmaraReport, "checkoutReference">,
  { confirms }: Pick<PaymentMethod, "confirms">,
): boolean {
  return checkoutReference === undefined ? confirms.reference : checkoutReference !== checkout_reference
}
