import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { maskText, type AlmaraReport } from "../../../core/gateway/wire"
import { classifyOutcome, type ClassifiedOutcome } from "../../../core/checkout/outcome"
import { decide, LEADS_TO, mayMove, type CheckoutState, type HoldReason, type Verdict } from "../../../core/checkout/decide"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { Decided } from "../../../modules/almara/ledger/ledger"
import { NOW } from "../../../modules/almara/moments"
import { reportedDetail } from "../../../modules/almara/ledger/reported-amount"
import type { CheckoutPatch, CheckoutRow } from "../../../modules/almara/ledger/rows"
import { isPerson } from "../actors"
import { mismatchOf } from "../mismatch"
import { isOverdue } from "../next-poll"
import { readSteadyShopState, type ShopState } from "../../medusa/order-state"
import { settlesOf } from "../settles"
import type { Answer } from "./ask-almara"
import { CLAIM_IN_SECONDS } from "./claim-checkout"

/** What was decided, and what stood in Medusa as it was. */
export interface Recorded {
  verdict: Verdict
  shop: ShopState
}

/** Each of so many others has decided about the same order meanwhile: something else is wrong. */
const MOST_TURNS = 20

/** Almara's own words may hold anything. */
const LONGEST_DESCRIPTION = 500

/** Already confirmed money is not asked about again. */
const CONFIRMED = { status: 4, resultCode: 0 }

/**
 * Reads what stands in Medusa after Almara has answered, so that the decision rests on the newest state, decides what the
 * answer means and writes it into the ledger, before anything is done in Medusa: what is decided is carried out by whoever
 * comes next, should this process die. Where money of the same order was decided about meanwhile, it looks again.
 */
export async function recordVerdict(container: MedusaContainer, checkout: CheckoutRow, answer: Answer, actor: string): Promise<Recorded> {
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    const shop = await readSteadyShopState(container, checkout)
    const verdict = await decideAndRecord(container, { checkout, answer, actor }, shop)
    if (verdict) return { verdict, shop }
  }
  throw new MedusaError(MedusaError.Types.CONFLICT, `The money of checkout ${checkout.checkout_reference} is decided about later: others are at its order.`)
}

interface Deciding {
  checkout: CheckoutRow
  answer: Answer
  actor: string
}

/** Undefined, and nothing is written, when what was read has changed meanwhile. */
async function decideAndRecord(container: MedusaContainer, deciding: Deciding, shop: ShopState): Promise<Verdict | undefined> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const { checkout, answer, actor } = deciding
  const outcome = classifyOutcome(checkout.state === "received" ? CONFIRMED : answer.report?.outcome)
  const verdict = decide({
    state: checkout.state,
    holdReason: checkout.hold_reason,
    isClosed: checkout.closed_at !== null,
    home: shop.home,
    sessionExists: shop.session !== null,
    capturedByThis: shop.payment !== null && shop.settledBy === checkout.id,
    settledByOther: shop.settledBy !== null && shop.settledBy !== checkout.id,
    outcome,
    mismatch: checkout.state === "received" ? undefined : mismatchOf(checkout, answer.report, shop),
    canceledByShopper: checkout.canceled_by_shopper_at !== null,
    askedByPerson: isPerson(actor),
    overdue: isOverdue(checkout, options),
  })
  const known = patchFrom(checkout, outcome, answer, shop)
  const detail = { verdict: verdict.kind, code: outcome.code ?? null, reason: outcome.reason }
  // What Medusa has made a payment of stands in its books: that is for a person to close.
  const isWithdrawn = verdict.kind === "hold" && shop.settledBy === checkout.id && shop.payment === null
  const write = (kind: Verdict, more: Partial<Decided> = {}) => ledger.record(checkout, decidedFrom(deciding, kind, known, detail, { isWithdrawn, ...more }))

  if (verdict.kind === "capture" || verdict.kind === "place") {
    if (checkout.state === "received") return verdict
    const written = await write(verdict, { settles: settlesOf(shop, shop.session) })
    if (written === "recorded") return verdict
    // An order's money goes by what it owes: that is looked at again.
    if (written === "outrun" || shop.orderId) return undefined
    const twice: Verdict = { kind: "hold", reason: "twice" }
    await write(twice)
    return twice
  }
  // Nothing was asked and nothing is to be written: the row stays as it is.
  if (answer.question || !["confirm", "nothing"].includes(verdict.kind)) await write(verdict)
  return verdict
}

function decidedFrom({ checkout, answer, actor }: Deciding, verdict: Verdict, known: CheckoutPatch, detail: Record<string, unknown>, more: Partial<Decided>): Decided {
  const leadsTo = verdict.kind in LEADS_TO ? LEADS_TO[verdict.kind as keyof typeof LEADS_TO] : undefined
  const to = leadsTo && mayMove(checkout.state, leadsTo) ? leadsTo : undefined
  if (!to && leadsTo && isAboutMoney(leadsTo) && checkout.state !== leadsTo) {
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `Money of the checkout ${checkout.checkout_reference} cannot be written down: the ledger allows no way from ${checkout.state} to ${leadsTo}.`)
  }
  // Held money that a person had looked at again, and that stays held: the reason or the sum may be another one now.
  const isHeldAnew = verdict.kind === "hold" && checkout.state === "held"
  const kind = isHeldAnew ? "held" : to
  const event = kind && { kind, actor, detail: verdict.kind === "hold" ? holdDetail(verdict.reason, answer.report) : detail }
  return {
    ...(to && { to }),
    patch: { ...known, ...(to && patchFor(verdict)), ...(isHeldAnew && { hold_reason: verdict.reason }), ...(verdict.kind === "expire" && !checkout.closed_at && { closed_at: NOW }) },
    events: [...(answer.question ? [answer.question] : []), ...(event ? [event] : [])],
    isAsked: answer.question !== null,
    claimedForSeconds: CLAIM_IN_SECONDS,
    ...more,
  }
}

/** What Almara has confirmed must not be dropped in silence, and no settlement is written without its state. */
function isAboutMoney(state: CheckoutState): boolean {
  return state === "received" || state === "held"
}

function patchFor(verdict: Verdict): CheckoutPatch {
  if (verdict.kind === "hold") return { hold_reason: verdict.reason, paid_at: NOW, closed_at: NOW }
  return verdict.kind === "capture" || verdict.kind === "place" ? { hold_reason: null, closed_at: null } : {}
}

function holdDetail(reason: HoldReason, report: AlmaraReport | null): Record<string, unknown> {
  return { reason, ...reportedDetail(report?.money) }
}

/** What Almara has told is not replaced by what a callback says. */
function referenceFrom(checkout: CheckoutRow, { transactionReference, isReferenceFromCallback = false }: AlmaraReport): CheckoutPatch {
  const isConfirmed = checkout.transaction_reference !== null && !checkout.reference_from_callback
  if (!transactionReference || (isReferenceFromCallback && isConfirmed)) return {}
  return { transaction_reference: transactionReference, reference_from_callback: isReferenceFromCallback }
}

/** What is known now, whatever was decided. */
function patchFrom(checkout: CheckoutRow, outcome: ClassifiedOutcome, { report, question }: Answer, shop: ShopState): CheckoutPatch {
  return {
    ...(question && { last_error: null }),
    ...(shop.orderId && { order_id: shop.orderId }),
    ...(shop.cartId && { cart_id: shop.cartId }),
    ...(shop.paymentCollectionId && { payment_collection_id: shop.paymentCollectionId }),
    ...(report && {
      needs_review: outcome.needsReview,
      ...(outcome.code !== undefined && { result_code: String(outcome.code), result_description: outcome.resultDescription === undefined ? null : maskText(outcome.resultDescription, LONGEST_DESCRIPTION) }),
      ...(outcome.status !== undefined && { status_code: outcome.status }),
      ...referenceFrom(checkout, report),
      ...(report.conversationId && { almara_conversation_id: report.conversationId }),
      ...(report.checkoutId && { almara_checkout_id: report.checkoutId }),
      ...(report.channelType && { channel_type: report.channelType }),
    }),
  }
}
