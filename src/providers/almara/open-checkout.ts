import { randomUUID } from "node:crypto"
import { asId, type MerchantRequestId } from "../../core/ids"
import { AlmaraError } from "../../core/errors"
import { isSameMoney, money, type Money } from "../../core/money"
import { newReference } from "../../core/gateway/new-order"
import { requireCarried } from "../../core/methods/payment-method"
import type { AlmaraOptions } from "../../core/options/options"
import { DEALT_WITH, NOT_CONFIRMED, shopperSentence } from "../../core/views/shopper-texts"
import { AWAITING_PAYMENT, GRANTED } from "../../core/checkout/states"
import type { Ledger } from "../../modules/almara/ledger/ledger"
import { inSeconds, NOW, type Moment } from "../../modules/almara/moments"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { readSessionContext, type SessionContext } from "./cart"
import { NO_PAGE, sendCheckout, type Sender } from "./send-checkout"

export interface OpenCheckoutInput extends Sender {
  account: string
  paymentSessionId: string
  /** The session's amount, rounded to what the method can carry. */
  money: Money
}

/** A shorter time is not worth a call to Almara. */
const SHORTEST_CALL_IN_MILLISECONDS = 1_000

/**
 * Returns an Almara checkout that the shopper can pay for this payment session: the one that is already open, else a
 * new attempt. The ledger row is committed before Almara hears of it. Asking twice never opens two: an attempt whose
 * answer was lost is sent again under the same `originatorConversationId`, which Almara refuses as a duplicate if it
 * has it. All calls to Almara together take `timeoutInMilliseconds` at the most.
 * @throws AlmaraError with a sentence for the shopper; what Almara may have received stays in the ledger and is asked
 * about.
 */
export async function openCheckout(input: OpenCheckoutInput): Promise<CheckoutRow> {
  const began = performance.now()
  const timeLeft = () => input.options.timeoutInMilliseconds - (performance.now() - began)
  const attempts = await input.ledger.attempts(input.paymentSessionId)
  const context = await readSessionContext(input.paymentSessionId)
  const settled = attempts.find((attempt) => GRANTED.includes(attempt.state))
  if (settled) return ofThisOrder(input.ledger, settled, context.orderId)
  await refuseSecondPayment(input.ledger, attempts, context)
  if (context.orderId) await refuseDraft(input.ledger, context.orderId)
  if (context.orderId) await refuseOtherSum(input.ledger, input.paymentSessionId)
  const payable = attempts.find(
    (attempt) => attempt.state === "open" && !isWithoutPage(input, attempt) && isFor(attempt, input.money),
  )
  if (payable) return ofThisOrder(input.ledger, payable, context.orderId)
  await refuseAfterDeadline(input.ledger, attempts[0], context.orderId)
  requireCarried(input.method, input.money)

  const unanswered = attempts.find((attempt) => attempt.state === "creating" && isFor(attempt, input.money))
  if (unanswered) {
    const row = await ofThisOrder(input.ledger, unanswered, context.orderId)
    const resumed = await sendCheckout(input, { row, context, isResumed: true, withinMilliseconds: timeLeft() })
    if (!isWithoutPage(input, resumed)) return resumed
    // Almara has it, but does not tell its page any more: nobody can pay that one, and the shopper gets another one.
    if (timeLeft() < SHORTEST_CALL_IN_MILLISECONDS) throw withoutPageError(resumed)
  }
  const row = await insertAttempt(input, attempts, context)
  const opened = await sendCheckout(input, { row, context, isResumed: false, withinMilliseconds: timeLeft() })
  if (isWithoutPage(input, opened)) throw withoutPageError(opened)
  return opened
}

function withoutPageError(opened: CheckoutRow): AlmaraError {
  return new AlmaraError({
    kind: "unreadable",
    message: opened.last_error ?? NO_PAGE,
    shopperMessage: "Your payment is being prepared. Please try again in a moment.",
  })
}

/**
 * Money that is there already, confirmed or held, must not be asked for again, and held money bars every session of its
 * order. What was dealt with bars its own session alone: it went back, and what it was paid for is still owed.
 */
async function refuseSecondPayment(
  ledger: Ledger,
  attempts: CheckoutRow[],
  { paymentCollectionId, orderId }: SessionContext,
): Promise<void> {
  const isHeld =
    attempts.some(({ state }) => state === "held") || (orderId !== null && (await ledger.isMoneyHeld(orderId)))
  if (isHeld || (paymentCollectionId !== null && (await ledger.isAnySettled([paymentCollectionId])))) {
    throw new AlmaraError({
      kind: "refused",
      message: "A payment for this was received already; no further checkout is opened.",
      shopperMessage: shopperSentence("review"),
    })
  }
  if (attempts.some(({ state }) => state === "resolved")) {
    throw new AlmaraError({
      kind: "refused",
      message: "The money of this payment session was dealt with; another session can be paid.",
      shopperMessage: DEALT_WITH,
    })
  }
}

/** A merchant's draft has no stock, and may still be changed or deleted: Almara documents no refund. */
async function refuseDraft(ledger: Ledger, orderId: string): Promise<void> {
  if (!(await ledger.isDraft(orderId))) return
  throw new AlmaraError({
    kind: "refused",
    message: `The order ${orderId} is a draft; it can be paid once it is converted to an order.`,
    shopperMessage: NOT_CONFIRMED,
  })
}

/**
 * The order was changed, and Medusa asks for another sum by now: this session captures its own, so another one has to
 * be paid.
 */
async function refuseOtherSum(ledger: Ledger, paymentSessionId: string): Promise<void> {
  if (!(await ledger.asksForOtherSum(paymentSessionId))) return
  throw new AlmaraError({
    kind: "refused",
    message: `The payment session ${paymentSessionId} asks for another sum than its payment collection.`,
    shopperMessage: "The order has changed, and another sum is to be paid. Please open the payment page again.",
  })
}

async function insertAttempt(
  input: OpenCheckoutInput,
  attempts: CheckoutRow[],
  context: SessionContext,
): Promise<CheckoutRow> {
  if (attempts.length >= input.options.maximumAttempts) {
    throw new AlmaraError({
      kind: "refused",
      message: `The payment session ${input.paymentSessionId} has used its ${input.options.maximumAttempts} attempts.`,
      shopperMessage: "This payment was tried too many times. Please contact the store.",
    })
  }
  const row = await input.ledger.insert(
    {
      placement: input.options.placement,
      method: input.method.name,
      account: input.account,
      attempt: (attempts[0]?.attempt ?? 0) + 1,
      payment_session_id: input.paymentSessionId,
      payment_collection_id: context.paymentCollectionId,
      cart_id: context.cartId,
      order_id: context.orderId,
      merchant_request_id: asId<MerchantRequestId>(randomUUID()),
      // eslint-disable-next-line no-restricted-syntax -- this date is for people: nothing is compared with it
      checkout_reference: newReference(new Date(), (length) => crypto.getRandomValues(new Uint8Array(length))),
      amount: input.money.amount,
      currency_code: input.money.currency.toLowerCase(),
      due_at: dueAt(attempts, input.options, context.orderId),
    },
    input.actor,
  )
  if (row) return beforeDeadline(input.ledger, row)
  throw new AlmaraError({
    kind: "unavailable",
    message: `Another process is opening a checkout for ${input.paymentSessionId} at this moment.`,
    shopperMessage: "Your payment is being prepared. Please try again in a moment.",
  })
}

/** Of another session its order's time may be over already: Almara never hears of it. */
async function beforeDeadline(ledger: Ledger, row: CheckoutRow): Promise<CheckoutRow> {
  if (row.due_at > row.read_at) return row
  const error = timeIsOver(row)
  await ledger.move(
    row.id,
    "refused",
    { last_error: error.message, closed_at: NOW, next_check_at: null },
    { kind: "refused", actor: "scheduler", detail: { message: error.message } },
  )
  throw error
}

/** A completion that Medusa rolled back leaves a checkout that the next order takes over. */
async function ofThisOrder(ledger: Ledger, attempt: CheckoutRow, orderId: string | null): Promise<CheckoutRow> {
  if (!orderId || attempt.order_id === orderId) return attempt
  await ledger.handOver(attempt.id, orderId)
  return { ...attempt, order_id: orderId }
}

/** An order whose time is over is about to be canceled: Medusa's own "Check status" must not open a checkout for it. */
async function refuseAfterDeadline(
  ledger: Ledger,
  latest: CheckoutRow | undefined,
  orderId: string | null,
): Promise<void> {
  // The first attempt of a session is written with its order's deadline, and is looked at then.
  if (latest === undefined || orderId === null || latest.order_id !== orderId || latest.due_at > latest.read_at) return
  const deadline = await ledger.deadlineOf(orderId)
  if (deadline?.until && deadline.until <= deadline.now) throw timeIsOver(latest)
}

function timeIsOver({ checkout_reference }: CheckoutRow): AlmaraError {
  return new AlmaraError({
    kind: "refused",
    message: `The time to pay for ${checkout_reference} is over.`,
    shopperMessage: "The time for this payment is over. Please order again.",
  })
}

/** Whether an attempt is for this very sum and can still be paid. */
function isFor(attempt: CheckoutRow, expected: Money): boolean {
  return attempt.due_at > attempt.read_at && isSameMoney(money(attempt.amount, attempt.currency_code), expected)
}

/**
 * Whether a checkout still waits for its shopper, and has no address to send them to although its method has a page.
 */
function isWithoutPage({ method }: OpenCheckoutInput, { state, checkout_url }: CheckoutRow): boolean {
  return method.nextStep === "redirect" && !checkout_url && AWAITING_PAYMENT.includes(state)
}

/**
 * The attempts of a cart share one time. That of an order is the ledger's to say: it ends with the order's deadline.
 */
function dueAt(attempts: CheckoutRow[], options: AlmaraOptions, orderId: string | null): Date | Moment {
  const own = inSeconds(options.dueInMinutes * 60)
  return orderId ? own : (attempts.find((attempt) => attempt.due_at > attempt.read_at)?.due_at ?? own)
}
