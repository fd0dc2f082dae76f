import { MedusaError } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { isSameMoney, money, roundToMinor } from "../../core/money"
import { classifyOutcome, type ClassifiedOutcome } from "../../core/outcome"
import { decide, type Situation, type Verdict } from "../../core/transition"
import { ALMARA_MODULE } from "../../modules/almara"
import type { Ledger } from "../../modules/almara/ledger"
import type { CheckoutPatch, CheckoutRow } from "../../modules/almara/rows"
import { isPerson } from "../actors"
import { isOverdue } from "../next-turn"
import type { ShopState } from "../read-shop-state"
import type { Answer } from "./ask-almara"

export interface RecordVerdictInput {
  checkout: CheckoutRow
  answer: Answer
  shop: ShopState
  /** Who knocked: `callback`, `return`, `cancel`, `clock`, or an admin user's id. */
  actor: string
}

/** Already confirmed money is not asked about again. */
const CONFIRMED = { status: 4, resultCode: 0 }

/**
 * Decides what the answer means and writes it into the ledger, before anything is done in Medusa: what is decided is
 * carried out by whoever comes next, should this process die.
 */
export const recordVerdictStep = createStep("record-verdict", async (input: RecordVerdictInput, { container }) => {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const { checkout, answer, shop, actor } = input
  const outcome = classifyOutcome(checkout.state === "received" ? CONFIRMED : answer?.outcome)
  const settlement = shop.paymentCollectionId ? await ledger.settlementOf(shop.paymentCollectionId) : undefined
  const situation: Situation = {
    state: checkout.state,
    holdReason: checkout.hold_reason,
    isClosed: checkout.closed_at !== null,
    home: shop.home,
    sessionExists: shop.session !== null,
    capturedByThis: shop.payment !== null && settlement?.checkout_id === checkout.id,
    settledByOther: settlement !== undefined && settlement.checkout_id !== checkout.id,
    outcome,
    mismatch: checkout.state === "received" ? undefined : mismatchOf(checkout, answer, shop),
    canceledByShopper: checkout.canceled_by_shopper_at !== null,
    askedByPerson: isPerson(actor),
    overdue: isOverdue(checkout, options),
  }
  const verdict = decide(situation)
  const patch = patchFrom(outcome, answer, shop)
  const detail = { verdict: verdict.kind, code: outcome.code ?? null, reason: outcome.reason }

  switch (verdict.kind) {
    case "capture":
    case "place": {
      if (checkout.state === "received") break
      if (!shop.paymentCollectionId) throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, "A payment session without a payment collection cannot be settled.")
      const settled = await ledger.settle(checkout, shop.paymentCollectionId, { ...patch, hold_reason: null }, { kind: "received", actor, detail })
      if (settled === "taken") {
        const twice: Verdict = { kind: "hold", reason: "twice" }
        await hold(ledger, checkout, "twice", patch, actor, answer)
        return new StepResponse(twice)
      }
      break
    }
    case "hold":
      await hold(ledger, checkout, verdict.reason, patch, actor, answer)
      break
    case "fail":
      await ledger.move(checkout.id, "failed", patch, { kind: "failed", actor, detail })
      break
    case "cancel":
      await ledger.move(checkout.id, "canceled", patch, { kind: "canceled", actor, detail })
      break
    case "wait":
      await ledger.update(checkout.id, patch)
      break
    case "expire":
      // Closed before its order is canceled: of two attempts whose time is over at once, the later one then sees none beside it.
      if (!checkout.closed_at) await ledger.update(checkout.id, { closed_at: new Date() })
      break
    case "confirm":
    case "nothing":
      break
  }
  return new StepResponse(verdict)
})

async function hold(ledger: Ledger, checkout: CheckoutRow, reason: CheckoutRow["hold_reason"], patch: CheckoutPatch, actor: string, answer: Answer): Promise<void> {
  const received = answer?.money && { received_amount: answer.money.amount, received_currency: answer.money.currency }
  await ledger.move(
    checkout.id,
    "held",
    { ...patch, hold_reason: reason, paid_at: new Date(), closed_at: new Date() },
    { kind: "held", actor, detail: { reason, ...received } }
  )
}

/** Medusa ignores what a callback says about the amount (medusa-2.21.md, finding 3): it is compared here. */
function mismatchOf(checkout: CheckoutRow, answer: Answer, shop: ShopState): Situation["mismatch"] {
  const expected = money(checkout.amount, checkout.currency_code)
  if (!answer) return undefined
  if (answer.money && answer.money.currency !== expected.currency) return "currency"
  if (!answer.money || !isSameMoney(answer.money, expected)) return "amount"
  if (answer.checkoutReference !== checkout.checkout_reference) return "reference"
  // Medusa captures the session's amount, so that must be what was paid as well.
  if (shop.session) {
    const sessionMoney = roundToMinor(money(shop.session.amount, shop.session.currency_code))
    if (sessionMoney.currency !== expected.currency) return "currency"
    if (!isSameMoney(sessionMoney, expected)) return "amount"
  }
  return undefined
}

function patchFrom(outcome: ClassifiedOutcome, answer: Answer, shop: ShopState): CheckoutPatch {
  return {
    ...(shop.orderId && { order_id: shop.orderId }),
    ...(shop.cartId && { cart_id: shop.cartId }),
    ...(shop.paymentCollectionId && { payment_collection_id: shop.paymentCollectionId }),
    ...(outcome.code !== undefined && answer && { result_code: String(outcome.code), result_description: outcome.resultDescription ?? null }),
    ...(outcome.status !== undefined && answer && { status_code: outcome.status }),
    ...(answer && { needs_review: outcome.needsReview }),
    ...(answer?.transactionReference && { transaction_reference: answer.transactionReference }),
    ...(answer?.conversationId && { almara_conversation_id: answer.conversationId }),
    ...(answer?.checkoutId && { almara_checkout_id: answer.checkoutId }),
    ...(answer?.channelType && { channel_type: answer.channelType }),
  }
}
