import type { Logger } from "@medusajs/framework/types"
import { closingTime } from "../../core/checkout/schedule"
import { isAlmaraError, type AlmaraError } from "../../core/errors"
import type { PaymentMethod } from "../../core/methods/payment-method"
import { money } from "../../core/money"
import type { AlmaraOptions } from "../../core/options/options"
import { FIRST_CHECK_IN_SECONDS } from "../../modules/almara/ledger/decisions"
import type { Ledger } from "../../modules/almara/ledger/ledger"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { inSeconds, NOW } from "../../modules/almara/moments"
import { warnOfInsecurePage } from "../../telemetry/insecure-page"
import { idsOf } from "../../telemetry/spans"
import type { SessionContext } from "./cart"

export const NO_PAGE = "Almara accepted the checkout, but no address of its payment page was found in the answer."

/** What sends a checkout, and for whom. */
export interface Sender {
  logger: Logger
  ledger: Ledger
  method: PaymentMethod
  options: AlmaraOptions
  /** Who asked for it, for the timeline. */
  actor: string
}

interface Sending {
  row: CheckoutRow
  context: Pick<SessionContext, "lines">
  /** It was sent before. */
  isResumed: boolean
  withinMilliseconds: number
}

/**
 * Sends a checkout that stands in the ledger to Almara, and writes down what came of it. Returns it as it is then.
 * @throws AlmaraError where Almara did not take it; the ledger says when it is asked about, if at all.
 */
export async function sendCheckout(
  input: Sender,
  { row, context, isResumed, withinMilliseconds }: Sending,
): Promise<CheckoutRow> {
  const { ledger, logger, method } = input
  try {
    const answer = await method.open(
      {
        merchantRequestId: row.merchant_request_id,
        reference: row.checkout_reference,
        money: money(row.amount, row.currency_code),
        dueAt: new Date(row.due_at),
        lines: context.lines,
      },
      { withinMilliseconds },
    )
    if (answer.pageUrl) warnOfInsecurePage(logger, answer.pageUrl, idsOf(row))
    const opened = await ledger.move(
      row.id,
      "open",
      {
        checkout_url: answer.pageUrl ?? null,
        gateway_conversation_id: answer.gatewayConversationId ?? null,
        // A first try that certainly never arrived had put it off until its time is over.
        next_check_at: inSeconds(FIRST_CHECK_IN_SECONDS),
        last_error: method.nextStep === "redirect" && !answer.pageUrl ? withoutPage(answer.answerFields) : null,
      },
      { kind: "opened", actor: input.actor, detail: { duplicate: answer.isDuplicate } },
    )
    // A callback can be faster than the answer: the row may already be further than "open".
    return opened ?? (await ledger.find(row.id)) ?? row
  } catch (error) {
    if (!isAlmaraError(error)) throw error
    await noteFailure(input, { row, isResumed }, error)
    throw error
  }
}

/**
 * What certainly never arrived need not be asked about: it is looked at once more when its time is over. An attempt
 * that was sent before may have arrived then, and may be paid, whatever became of this try.
 */
async function noteFailure(
  { ledger, options }: Sender,
  { row, isResumed }: Pick<Sending, "row" | "isResumed">,
  error: AlmaraError,
): Promise<void> {
  const { message } = error
  const closing = closingTime(new Date(row.due_at), options.graceInMinutes)
  const isPutOff = row.checks === 0 && row.next_check_at?.getTime() === closing.getTime()
  const mayBeThere = isResumed && !isPutOff
  if (error.kind === "refused") {
    await ledger.move(
      row.id,
      mayBeThere ? "failed" : "refused",
      { last_error: message, ...(!mayBeThere && { closed_at: NOW, next_check_at: null }) },
      { kind: "refused", actor: "almara", detail: { message } },
    )
    return
  }
  const soon = isPutOff && { next_check_at: inSeconds(FIRST_CHECK_IN_SECONDS) }
  const late = !mayBeThere && { next_check_at: closing }
  await ledger.update(row.id, { last_error: message, ...(error.mayHaveArrived ? soon : late) })
}

/**
 * The sentence that tells a merchant what `checkoutUrlField` may be set to: the names of the fields that came, without
 * values.
 */
function withoutPage(answerFields: readonly string[]): string {
  const came = answerFields.length > 0 ? answerFields.join(", ") : "none"
  return `${NO_PAGE} Set the option checkoutUrlField to the field that carries it. Fields of the answer: ${came}.`.slice(
    0,
    1000,
  )
}
