import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../../core/errors"
import { classifyOutcome } from "../../../core/checkout/outcome"
import type { AlmaraReport } from "../../../core/gateway/wire"
import { GRANTED } from "../../../core/checkout/states"
import { ALMARA_MODULE } from "../../../modules/almara"
import { reportOf } from "../../../modules/almara/setup/methods"
import type { LedgerEvent } from "../../../modules/almara/ledger/statements"
import type { CallbackRow, CheckoutRow } from "../../../modules/almara/ledger/rows"
import { LEASE_IN_SECONDS } from "./lease-checkout"
import { pickReport } from "../pick-report"

export interface Cause {
  /** Who called: `callback`, `return`, `cancel`, `scheduler`, or an admin user's id. For the timeline. */
  actor: string
  /**
   * The callback that gave cause; it is believed only with `verification: "signature"`, and only when it was signed.
   */
  callback?: CallbackRow
}

/** What is known about the checkout after the status check. */
export interface StatusCheck {
  /** Null when nothing was asked or Almara knows no such checkout. */
  report: AlmaraReport | null
  /** The line of the timeline about the status check; null when there was none. It is written with what is decided. */
  checkEvent: LedgerEvent | null
}

/**
 * Asks Almara what became of the checkout. A callback is a hint, check-status is the truth.
 * Nothing is asked about money that was confirmed before.
 * @throws AlmaraError when Almara cannot be asked now, and CONFLICT when the lease was lost meanwhile: then nothing is
 * decided, and it is asked again later.
 */
export async function checkWithAlmara(
  container: MedusaContainer,
  checkout: CheckoutRow,
  { actor, callback }: Cause,
): Promise<StatusCheck> {
  const almara = container.resolve(ALMARA_MODULE)
  const { ledger, inbox, options } = almara
  if (checkout.state === "resolved" || GRANTED.includes(checkout.state)) return { report: null, checkEvent: null }
  if (options.verification === "signature") {
    const report = callback ? signedReport(callback) : pickReport(await inbox.signedOf(checkout.id))
    return { report: report && { ...report, isReferenceFromCallback: true }, checkEvent: null }
  }

  const checkEventOf = (detail: Record<string, unknown>): LedgerEvent => ({ kind: "status_check", actor, detail })
  try {
    const method = almara.methodOf(checkout)
    const report = await method.check(checkout.merchant_request_id)
    const { kind, code, reason } = classifyOutcome(report.outcome)
    return {
      report: method.confirms.amount
        ? withReference(report, signedReport(callback))
        : withAmount(withReference(report, signedReport(callback)), await inbox.signedOf(checkout.id)),
      checkEvent: checkEventOf({ reported: kind, code: code ?? null, reason }),
    }
  } catch (error) {
    if (!isAlmaraError(error)) throw error
    const checkEvent = checkEventOf({ reported: "no_answer", reason: error.message })
    // Of a checkout that Almara has never confirmed nobody knows the page: there any 404 says that it is not there.
    if (error.kind === "not_found" || (checkout.state === "creating" && error.httpStatus === 404))
      return { report: null, checkEvent }
    await ledger.record(checkout, {
      patch: { last_error: error.message },
      events: [checkEvent],
      isChecked: true,
      leaseInSeconds: LEASE_IN_SECONDS,
    })
    throw error
  }
}

/**
 * Only the callback's example shows the transaction reference: it is taken from there, and marked, where the answer has
 * none.
 */
function withReference(report: AlmaraReport, hint: AlmaraReport | null): AlmaraReport {
  if (report.transactionReference !== undefined || hint?.transactionReference === undefined) return report
  return { ...report, transactionReference: hint.transactionReference, isReferenceFromCallback: true }
}

/**
 * Of what names no sum the signed callbacks are believed, where they name one: the first that names another than was
 * asked holds it.
 */
function withAmount(report: AlmaraReport, callbacks: readonly Pick<CallbackRow, "report" | "payload">[]): AlmaraReport {
  const named = pickReport(callbacks)?.money
  return report.money || !named ? report : { ...report, money: named }
}

/**
 * What the callback said, if it came to an address that carried our signature; a stranger's words are not looked at.
 */
function signedReport(callback: CallbackRow | undefined): AlmaraReport | null {
  return callback?.signed ? reportOf(callback) : null
}

/** Who calls settle without a person of the store behind it; every other actor is an admin user's id. */
const SYSTEM_ACTORS: readonly string[] = ["callback", "return", "cancel", "shopper", "scheduler"]

/** Returns whether a person of the store asked for it. */
export function isPerson(actor: string): boolean {
  return !SYSTEM_ACTORS.includes(actor)
}
