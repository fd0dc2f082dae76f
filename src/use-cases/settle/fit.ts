import { MedusaError } from "@medusajs/framework/utils"
import { LEADS_TO, type Decision, type Mismatch } from "../../core/checkout/decide"
import { mayMove, UNBOOKED, type CheckoutState } from "../../core/checkout/states"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import type { Settles } from "../../modules/almara/ledger/statements"
import type { MedusaSnapshot } from "../medusa/snapshot"
import { isSameMoney, money } from "../../core/money"
import type { AlmaraReport } from "../../core/gateway/wire"
import { askedBy, type PaymentMethod } from "../../core/methods/payment-method"

/**
 * Returns the state that a decision brings a checkout to at once; undefined where it stays in the one it is in.
 * @throws UNEXPECTED_STATE where money has come and the ledger allows no way there: what Almara has confirmed must not
 * be dropped in silence, and no settlement is written without its state.
 */
export function nextState(
  { state, checkout_reference }: Pick<CheckoutRow, "state" | "checkout_reference">,
  { kind }: Decision,
): CheckoutState | undefined {
  const to = (LEADS_TO as Partial<Record<Decision["kind"], CheckoutState>>)[kind]
  if (!to || to === state) return undefined
  if (mayMove(state, to)) return to
  if (!UNBOOKED.includes(to)) return undefined
  throw new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Money of the checkout ${checkout_reference} cannot be written down: the ledger allows no way from ${state} to ${to}.`,
  )
}

/**
 * Returns what money of this session stands for: what its order owes, by the revision at which that was read, else the
 * cart's payment collection. Medusa books the session's amount.
 * @throws where Medusa has no such session or collection.
 */
export function settlesOf(
  { paymentCollectionId, orderId, revision }: MedusaSnapshot,
  session: { id: string; amount: string } | null,
): Settles {
  if (!session || !paymentCollectionId) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "Money of a payment without its session or payment collection cannot be put onto anything.",
    )
  }
  return {
    collection: paymentCollectionId,
    session: session.id,
    booked: session.amount,
    order: orderId === null ? null : { id: orderId, revision },
  }
}

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
