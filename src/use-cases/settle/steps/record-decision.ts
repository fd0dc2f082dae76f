import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { PaymentMethod } from "../../../core/methods/payment-method"
import { maskText } from "../../../core/text"
import type { AlmaraReport } from "../../../core/gateway/wire"
import { classifyOutcome, type ClassifiedOutcome } from "../../../core/checkout/outcome"
import { decide, type Decision, type DecisionInput } from "../../../core/checkout/decide"
import type { HoldReason } from "../../../core/checkout/hold-reasons"
import type { AlmaraOptions } from "../../../core/options/options"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { Decided } from "../../../modules/almara/ledger/decisions"
import { NOW } from "../../../modules/almara/moments"
import type { Settles } from "../../../modules/almara/ledger/statements"
import { reportedDetail } from "../../../modules/almara/ledger/reported-amount"
import type { CheckoutPatch, CheckoutRow } from "../../../modules/almara/ledger/rows"
import { mismatchOf, nextState, settlesOf } from "../fit"
import { isOverdue } from "../../../core/checkout/schedule"
import { readStableMedusaSnapshot, type MedusaSnapshot } from "../../medusa/snapshot"
import { isPerson, type StatusCheck } from "./check-with-almara"
import { LEASE_IN_SECONDS } from "./lease-checkout"

/** What was decided, and what stood in Medusa as it was. */
export interface RecordedDecision {
  decision: Decision
  snapshot: MedusaSnapshot
}

/** Each of so many others has decided about the same order meanwhile: something else is wrong. */
const MOST_TRIES = 20

/** Almara's own words may hold anything. */
const LONGEST_DESCRIPTION = 500

/** Already confirmed money is not asked about again. */
const CONFIRMED = { status: 4, resultCode: 0 }

/**
 * Reads what stands in Medusa after Almara has answered, so that the decision rests on the newest state. Decides what
 * the report means and writes it into the ledger, before anything is done in Medusa: the next process applies what is
 * decided, should this one die. Where money of the same order was decided about meanwhile, it looks again.
 */
export async function recordDecision(
  container: MedusaContainer,
  checkout: CheckoutRow,
  check: StatusCheck,
  actor: string,
): Promise<RecordedDecision> {
  const almara = container.resolve(ALMARA_MODULE)
  const { ledger, options } = almara
  const outcome = classifyOutcome(checkout.state === "received" ? CONFIRMED : check.report?.outcome)
  const deciding = { checkout, check, actor, outcome, method: almara.methodOf(checkout) }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const snapshot = await readStableMedusaSnapshot(container, checkout)
    const decision = decide(inputFrom(deciding, snapshot, options))
    // What Medusa has made a payment of stands in its books: that is for a person to close.
    const isWithdrawn = decision.kind === "hold" && snapshot.settledBy === checkout.id && snapshot.payment === null
    const write = (kind: Decision, settles?: Settles) =>
      ledger.record(checkout, { ...decidedFrom(deciding, kind, snapshot), isWithdrawn, ...(settles && { settles }) })

    if (decision.kind !== "capture" && decision.kind !== "place") {
      // Nothing was asked and nothing has to be written: the row stays as it is.
      if (check.checkEvent || !["verify", "nothing"].includes(decision.kind)) await write(decision)
      return { decision, snapshot }
    }
    if (checkout.state === "received") return { decision, snapshot }
    const written = await write(decision, settlesOf(snapshot, snapshot.session))
    if (written === "recorded") return { decision, snapshot }
    // An order's money goes by what it owes: that is looked at again.
    if (written === "outrun" || snapshot.orderId) continue
    const twice: Decision = { kind: "hold", reason: "twice" }
    await write(twice)
    return { decision: twice, snapshot }
  }
  throw new MedusaError(
    MedusaError.Types.CONFLICT,
    `The money of checkout ${checkout.checkout_reference} is decided about later: others are at its order.`,
  )
}

interface Deciding {
  checkout: CheckoutRow
  check: StatusCheck
  actor: string
  outcome: ClassifiedOutcome
  method: PaymentMethod
}

function inputFrom(
  { checkout, check, actor, outcome, method }: Deciding,
  snapshot: MedusaSnapshot,
  options: AlmaraOptions,
): DecisionInput {
  return {
    state: checkout.state,
    holdReason: checkout.hold_reason,
    isClosed: checkout.closed_at !== null,
    orderState: snapshot.orderState,
    sessionExists: snapshot.session !== null,
    capturedByThis: snapshot.payment !== null && snapshot.settledBy === checkout.id,
    settledByOther: snapshot.settledBy !== null && snapshot.settledBy !== checkout.id,
    outcome,
    mismatch: checkout.state === "received" ? undefined : mismatchOf(checkout, check.report, snapshot, method),
    canceledByShopper: checkout.canceled_by_shopper_at !== null,
    requestedByPerson: isPerson(actor),
    overdue: isOverdue(checkout, options),
  }
}

function decidedFrom(deciding: Deciding, decision: Decision, snapshot: MedusaSnapshot): Decided {
  const { checkout, check, actor, outcome } = deciding
  const to = nextState(checkout, decision)
  // Held money that a person had looked at again, and that stays held: the reason or the sum may be another one now.
  const isHeldAnew = decision.kind === "hold" && checkout.state === "held"
  const kind = isHeldAnew ? "held" : to
  const event = kind && {
    kind,
    actor,
    detail:
      decision.kind === "hold"
        ? holdDetail(decision.reason, check.report)
        : { decision: decision.kind, code: outcome.code ?? null, reason: outcome.reason },
  }
  return {
    ...(to && { to }),
    patch: {
      ...patchFrom(deciding, snapshot),
      ...(to && patchFor(decision)),
      ...(isHeldAnew && { hold_reason: decision.reason }),
      ...(decision.kind === "expire" && !checkout.closed_at && { closed_at: NOW }),
    },
    events: [...(check.checkEvent ? [check.checkEvent] : []), ...(event ? [event] : [])],
    isChecked: check.checkEvent !== null,
    leaseInSeconds: LEASE_IN_SECONDS,
  }
}

function patchFor(decision: Decision): CheckoutPatch {
  if (decision.kind === "hold") return { hold_reason: decision.reason, paid_at: NOW, closed_at: NOW }
  return decision.kind === "capture" || decision.kind === "place" ? { hold_reason: null, closed_at: null } : {}
}

function holdDetail(reason: HoldReason, report: AlmaraReport | null): Record<string, unknown> {
  return { reason, ...reportedDetail(report?.money) }
}

/** What Almara has told is not replaced by what a callback says. */
function referenceFrom(
  checkout: CheckoutRow,
  { transactionReference, isReferenceFromCallback = false }: AlmaraReport,
): CheckoutPatch {
  const isConfirmed = checkout.transaction_reference !== null && !checkout.reference_from_callback
  if (!transactionReference || (isReferenceFromCallback && isConfirmed)) return {}
  return { transaction_reference: transactionReference, reference_from_callback: isReferenceFromCallback }
}

/** What is known now, whatever was decided. */
function patchFrom({ checkout, outcome, check }: Deciding, snapshot: MedusaSnapshot): CheckoutPatch {
  const { report, checkEvent } = check
  return {
    ...(checkEvent && { last_error: null }),
    ...(snapshot.orderId && { order_id: snapshot.orderId }),
    ...(snapshot.cartId && { cart_id: snapshot.cartId }),
    ...(snapshot.paymentCollectionId && { payment_collection_id: snapshot.paymentCollectionId }),
    ...(report && {
      needs_review: outcome.needsReview,
      ...(outcome.code !== undefined && {
        result_code: String(outcome.code),
        result_description:
          outcome.resultDescription === undefined ? null : maskText(outcome.resultDescription, LONGEST_DESCRIPTION),
      }),
      ...(outcome.status !== undefined && { status_code: outcome.status }),
      ...referenceFrom(checkout, report),
      ...(report.gatewayConversationId && { gateway_conversation_id: report.gatewayConversationId }),
      ...(report.gatewayCheckoutId && { gateway_checkout_id: report.gatewayCheckoutId }),
      ...(report.channelType && { channel_type: report.channelType }),
    }),
  }
}
