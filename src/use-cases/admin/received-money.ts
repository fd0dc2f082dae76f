import type { MedusaContainer } from "@medusajs/framework/types"
import { fitOf, type Fit, type HeldMoney } from "../../core/views/admin/actions"
import type { BusinessErrorCode } from "../../core/views/admin/business-errors"
import { compareMoney, fitsMinor, formatMoney, money, type Money } from "../../core/money"
import { classifyOutcome } from "../../core/checkout/outcome"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { isOtherReference } from "../settle/fit"
import { BusinessError, cannotCheck } from "../business-error"
import { whyUncertain, type Held } from "./held-fit"

/** Where held money fits, as `fitOf` and `fitAnewOf` say it. */
type FitOf = (held: HeldMoney) => Fit

/** Money that certainly came, and where it fits. */
export interface FittingMoney {
  received: Money
  fit: Exclude<Fit, { refused: BusinessErrorCode } | { onto: "unknown" }>
}

/**
 * Asks Almara once more what was paid, and where that fits. Where its report names no sum, what a person has typed is
 * the sum.
 * @throws BusinessError where it fits nowhere, or Almara does not confirm it.
 */
export async function fittingMoney(
  container: MedusaContainer,
  checkout: CheckoutRow,
  held: Held["money"],
  { typed, fitFor = fitOf }: { typed: string | undefined; fitFor?: FitOf },
): Promise<FittingMoney> {
  // Almara is not asked for a sum where none would fit.
  const anySum = fitFor({ ...held, received: null, isTyped: false })
  if ("refused" in anySum) throw new BusinessError(anySum.refused)
  const received = await receivedMoney(container, checkout, typed)
  return { received, fit: fitOrThrow(fitFor({ ...held, received, isTyped: typed !== undefined }), received) }
}

/**
 * Returns a fit of money that came.
 * @throws BusinessError where it is none.
 */
export function fitOrThrow(fit: Fit, received: Money): FittingMoney["fit"] {
  if ("refused" in fit) throw amountError(fit.refused, received, fit.expected ?? received)
  if (fit.onto === "unknown") throw new BusinessError("amount_needed")
  return fit
}

function amountError(code: BusinessErrorCode, received: Money, expected: Money): BusinessError {
  return new BusinessError(code, {
    received: formatMoney(received),
    expected: formatMoney(expected),
    received_amount: received.amount,
    received_currency: received.currency,
    expected_amount: expected.amount,
    expected_currency: expected.currency,
  })
}

/** Almara is asked once more what was paid. Where its report names no sum, what a person has typed is the sum. */
async function receivedMoney(
  container: MedusaContainer,
  checkout: CheckoutRow,
  typed: string | undefined,
): Promise<Money> {
  const reported = await confirmedMoney(container, checkout)
  if (reported && typed !== undefined) throw amountError("amount_known", reported, reported)
  return reported ?? typedMoney(typed, checkout)
}

/** Null where Almara confirms the payment and names no sum that can be read. */
async function confirmedMoney(container: MedusaContainer, checkout: CheckoutRow): Promise<Money | null> {
  const almara = container.resolve(ALMARA_MODULE)
  const asked = money(checkout.amount, checkout.currency_code)
  const named = checkout.hold_reason === "amount_unreadable" ? null : asked
  const uncertain = whyUncertain(container, checkout)
  if (uncertain) throw uncertain
  if (almara.options.verification === "signature") return named
  try {
    const method = almara.methodOf(checkout)
    const report = await method.check(checkout.merchant_request_id)
    if (classifyOutcome(report.outcome).kind !== "paid") throw new BusinessError("not_confirmed")
    if (isOtherReference(checkout, report, method)) throw new BusinessError("other_reference")
    if (report.money) return report.money
    if (named && method.confirms.amount) throw new BusinessError("not_confirmed")
    return named
  } catch (error) {
    throw cannotCheck(error)
  }
}

function typedMoney(typed: string | undefined, { amount, currency_code }: CheckoutRow): Money {
  const asked = money(amount, currency_code)
  if (typed === undefined) throw new BusinessError("amount_needed")
  const received = /^\d{1,15}(\.\d{1,6})?$/.test(typed) ? money(typed, currency_code) : undefined
  if (!received || !fitsMinor(received) || compareMoney(received, money(0, currency_code)) <= 0) {
    throw new BusinessError("amount_invalid", { currency: asked.currency, example: asked.amount })
  }
  return received
}
